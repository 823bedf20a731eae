import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.js';

/** A process of ours that ended, or did not become ready, with the last lines it printed. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';

  constructor(
    child: Child,
    happened: string,
    readonly lastLines = child.lastLines(),
  ) {
    super(`${child.spec.name} ${happened}${lastLines === '' ? '' : `:\n${lastLines}`}`);
  }
}

/**
 * Resolves when `probe` says so, asked every few milliseconds.
 * @throws StartFailed as soon as the process ends, or after `timeoutMs`.
 */
export async function untilReady(
  child: Child,
  probe: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const ready = await probe();
    // Ready last: an answer on our port by somebody else does not make an ended process ready.
    if (!child.running) {
      const { code, signal } = await child.exited;
      throw new StartFailed(child, `ended with ${signal ?? `code ${code}`} while starting`);
    }
    if (ready) return;
    if (performance.now() > giveUpAt) throw new StartFailed(child, `was not ready after ${timeoutMs} ms`);
    await sleep(10);
  }
}
