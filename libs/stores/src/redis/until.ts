import { setTimeout as sleep } from 'node:timers/promises';

/** How long several Redis get to agree on something, in milliseconds. When the votes of Sentinels split they try again after twice their limit. */
const patienceMs = 30_000;

/** Waits until it is so. @throws Error that says `otherwise`, after 30 s */
export async function until(otherwise: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(otherwise);
    await sleep(20);
  }
}
