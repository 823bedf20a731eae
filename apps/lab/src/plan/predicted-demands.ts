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
  const { generatorMicros } = demands.route;
  const nowMs = recorder.now();
  recorder.add({
    kind: KIND,
    target: 'order',
    intendedMs: nowMs,
    startedMs: nowMs,
    endedMs: nowMs,
    outcome: 'ok',
    seen: {
      ...requestDemands(planned, demands, shop),
      ...(generatorMicros !== undefined && { generatorMicros }),
      measuredAt: at,
      commit,
    },
  });
}

/**
 * What was written down, on a machine on which the load generator takes so many microseconds a request: that is the yardstick, because it does the same each time, and
 * a machine that others share is now faster and now slower by a third.
 * @returns undefined where nothing was
 */
export function predictionIn(history: History, generatorMicros: number): RequestDemands | undefined {
  const seen = history.find(({ kind }) => kind === KIND)?.seen;
  if (!seen) return undefined;
  const slower = generatorMicros / Number(seen['generatorMicros'] ?? generatorMicros);
  const of = (part: keyof RequestDemands) => slower * Number(seen[part]);
  return {
    order: of('order'),
    member: of('member'),
    redis: of('redis'),
    replicas: of('replicas'),
    database: of('database'),
  };
}
