import type { StrategyName } from '@doorman/auth';
import type { History, Recorder } from '../history.js';
import { plannedStrategies, readDemands } from './demands.js';
import { newestDemands } from './newest-demands.js';
import { type RequestDemands, requestDemands } from './saturation.js';

const KIND = 'predicted-demands';

/** Writes down what a request needs as `lab plan` has it: from its newest measurement, else from the one in the repository. */
export async function recordPrediction(
  strategy: StrategyName,
  shop: { readonly members: number; readonly replicas: number },
  recorder: Recorder,
): Promise<void> {
  const planned = plannedStrategies.find((each) => each === strategy);
  if (!planned) throw new Error(`The capacity plan does not know ${strategy}`);
  const demands = await readDemands(await newestDemands('results'));
  const { at, commit } = demands.measured;
  const nowMs = recorder.now();
  recorder.add({
    kind: KIND,
    target: 'order',
    intendedMs: nowMs,
    startedMs: nowMs,
    endedMs: nowMs,
    outcome: 'ok',
    seen: { ...requestDemands(planned, demands, shop), measuredAt: at, commit },
  });
}

/** What was written down; undefined where nothing was. */
export function predictionIn(history: History): RequestDemands | undefined {
  const seen = history.find(({ kind }) => kind === KIND)?.seen;
  if (!seen) return undefined;
  const of = (part: keyof RequestDemands) => Number(seen[part]);
  return {
    order: of('order'),
    member: of('member'),
    redis: of('redis'),
    replicas: of('replicas'),
    database: of('database'),
  };
}
