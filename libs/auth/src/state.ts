import { setTimeout } from 'node:timers/promises';
import type { State, Written } from './strategy.js';

/** How long concurrent writers of one session may keep each other from writing. */
const PATIENCE_MS = 2000;

/**
 * Reads, changes and writes back, again and again while somebody else was faster, so that no change is lost.
 * @param change pure: it may run several times
 * @returns the value written; or why not: `gone` the session ended meanwhile, `conflict` still in each other's way after 2 s
 */
export async function updateState<T>(
  state: State,
  credential: string,
  change: (value: unknown) => T,
): Promise<{ readonly value: T; readonly written: Written }> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const kept = await state.read(credential);
    const value = change(kept?.value);
    if (!kept) return { value, written: { written: false, because: 'gone' } };
    const written = await state.write(credential, value, kept.version);
    if (written.written || written.because !== 'conflict' || performance.now() > giveUpAt)
      return { value, written };
    // Jitter parts writers that would otherwise meet again.
    await setTimeout(Math.random() * 20);
  }
}
