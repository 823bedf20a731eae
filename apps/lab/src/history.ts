/**
 * What came of an operation. `refused`: an answer that says no (4xx). `unavailable`: an answer that says "cannot know" (503). `unknown`: no answer, or one
 * that says neither (a broken connection, a 500): it may have been done. `hung`: no answer within the client's patience.
 */
export type Outcome = 'ok' | 'refused' | 'unavailable' | 'unknown' | 'hung';

/** One thing that was done to the shop. Times are milliseconds since the arm began. */
export interface Operation {
  /** What was done: `orders`, `login`, `fault`, … */
  readonly kind: string;
  /** To which process or part: `order-2`, `redis`. */
  readonly target: string;
  /** Which of the logged-in members did it, where one did. */
  readonly shopper?: number;
  /** When it was to begin. Latency counts from here, so that waiting for a slow answer hides nothing. */
  readonly intendedMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly outcome: Outcome;
  readonly status?: number;
  /** The problem code of an answer that is none of the good ones. */
  readonly code?: string;
  /** What else was seen, such as the size of a credential in bytes. Never a credential. */
  readonly seen?: Readonly<Record<string, number | string | boolean>>;
}

export type History = readonly Operation[];

/** Writes down operations as they end. */
export class Recorder {
  readonly operations: Operation[] = [];
  readonly #startedAt = performance.now();

  /** Milliseconds since the arm began. */
  now(): number {
    return performance.now() - this.#startedAt;
  }

  add(operation: Operation): void {
    this.operations.push(operation);
  }

  /** Does something and writes down when. */
  async timed<T>(
    kind: string,
    target: string,
    run: () => Promise<T>,
    describe: (result: T) => Pick<Operation, 'outcome' | 'seen'> = () => ({ outcome: 'ok' }),
  ): Promise<T> {
    const startedMs = this.now();
    const result = await run();
    this.add({ kind, target, intendedMs: startedMs, startedMs, endedMs: this.now(), ...describe(result) });
    return result;
  }
}

/** The outcome of an HTTP status. */
export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 400) return 'ok';
  if (status === 503) return 'unavailable';
  return status < 500 ? 'refused' : 'unknown';
}

export const ofKind = (history: History, kind: string): Operation[] =>
  history.filter((operation) => operation.kind === kind);

/** How many operations had each outcome. */
export function outcomes(history: History): Record<Outcome, number> {
  const counts = { ok: 0, refused: 0, unavailable: 0, unknown: 0, hung: 0 };
  for (const { outcome } of history) counts[outcome]++;
  return counts;
}

/** The value below which this share of the values lies, nearest rank; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
