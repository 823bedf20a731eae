import { setTimeout as delay } from 'node:timers/promises';
import type { Recorder } from '../history.js';
import { type Deed, record } from './record.js';

/** Requests that begin on a fixed schedule, whatever comes back. */
export interface OpenLoop {
  readonly perSecond: number;
  /** At most so long. */
  readonly forMs: number;
  /** Ends it sooner: where how long it must be is only known once something has happened. */
  readonly until?: AbortSignal;
  /** What the n-th request is. */
  readonly deed: (n: number) => Deed;
}

/**
 * Sends the whole schedule and resolves when the last answer is there or given up. A request that begins late because this process was busy keeps its
 * intended start, so its latency shows it ("coordinated omission", Gil Tene).
 */
export async function openLoop(
  { perSecond, forMs, until, deed }: OpenLoop,
  recorder: Recorder,
): Promise<void> {
  const beginMs = recorder.now();
  const everyMs = 1000 / perSecond;
  const underWay: Promise<unknown>[] = [];
  for (let n = 0; n * everyMs < forMs && !until?.aborted; n++) {
    const intendedMs = beginMs + n * everyMs;
    const early = intendedMs - recorder.now();
    if (early > 1) await delay(early);
    underWay.push(record(deed(n), recorder, intendedMs));
  }
  await Promise.all(underWay);
}
