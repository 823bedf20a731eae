import { type Operation, type Recorder, outcomeOf } from '../history.js';
import type { Answer } from './shopper.js';

/** Something a member does, and where. */
export interface Deed {
  readonly kind: string;
  readonly target: string;
  readonly shopper?: number;
  readonly send: () => Promise<Answer>;
  /** What to keep of the answer. */
  readonly see?: (answer: Answer) => Operation['seen'];
}

/** Does it and writes down what came of it; resolves in any case. */
export async function record(
  deed: Deed,
  recorder: Recorder,
  intendedMs = recorder.now(),
): Promise<Answer | undefined> {
  const { kind, target, shopper } = deed;
  const startedMs = recorder.now();
  const head = { kind, target, ...(shopper !== undefined && { shopper }), intendedMs, startedMs };
  try {
    const answer = await deed.send();
    const outcome = outcomeOf(answer.status);
    const code = (answer.body as { code?: unknown } | undefined)?.code;
    const seen = deed.see?.(answer);
    recorder.add({
      ...head,
      endedMs: recorder.now(),
      outcome,
      status: answer.status,
      ...(outcome !== 'ok' && typeof code === 'string' && { code }),
      ...(seen && { seen }),
    });
    return answer;
  } catch (error) {
    const outcome = error instanceof Error && error.name === 'TimeoutError' ? 'hung' : 'unknown';
    recorder.add({ ...head, endedMs: recorder.now(), outcome });
    return undefined;
  }
}
