import { setTimeout } from 'node:timers/promises';

/** Waits for what must become true soon. @throws Error when it has not after `limitMs` */
export async function until(holds: () => Promise<boolean>, limitMs: number): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`Still not so after ${limitMs} ms`);
    await setTimeout(20);
  }
}
