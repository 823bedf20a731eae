import type { Operation, Outcome } from '../../history.js';

/** One line of a hand-written history; it takes 5 ms unless `endedMs` says otherwise. */
export const operation = (
  kind: string,
  atMs: number,
  outcome: Outcome = 'ok',
  more: Partial<Operation> = {},
): Operation => ({
  kind,
  target: 'order-1',
  intendedMs: atMs,
  startedMs: atMs,
  endedMs: atMs + 5,
  outcome,
  ...more,
});

/** Several, one every `everyMs`. */
export const operations = (
  kind: string,
  { fromMs, toMs, everyMs = 100 }: { fromMs: number; toMs: number; everyMs?: number },
  outcome: Outcome = 'ok',
  more: (n: number) => Partial<Operation> = () => ({}),
): Operation[] =>
  Array.from({ length: Math.ceil((toMs - fromMs) / everyMs) }, (_, n) =>
    operation(kind, fromMs + n * everyMs, outcome, more(n)),
  );
