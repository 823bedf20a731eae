import type { Demands, PlannedStrategy } from './demands.js';
import { type Loads, type Situation, loadsOf } from './loads.js';
import { strategyFacts } from './strategy-facts.js';

/** What a part can grow to, in cores; order grows with its replicas, and member like it. */
export interface Limits {
  /** Redis runs commands on one core. A Cluster has a thousand nodes at most (Redis Cluster specification), half of them replicas. */
  readonly redis: number;
  /** A database that is written to is one server, and this is a large one. */
  readonly database: number;
}

const CLUSTER_PRIMARIES_MAX = 500;
export const DATABASE_CORES_MAX = 64;

export const limitsOf = (strategy: PlannedStrategy): Limits => ({
  redis: strategyFacts[strategy].canCluster ? CLUSTER_PRIMARIES_MAX : 1,
  database: DATABASE_CORES_MAX,
});

export type Bottleneck = 'order' | 'own replica of Redis' | 'Redis' | 'database';

/** How busy each part is of what it can be, 1 being all of it. What binds is the busiest. */
export function busiest(
  loads: Loads,
  limits: Limits,
): { readonly part: Bottleneck; readonly utilisation: number } {
  const parts: readonly (readonly [Bottleneck, number])[] = [
    ['order', loads.order],
    ['own replica of Redis', loads.ownReplica],
    ['Redis', loads.redis / limits.redis],
    ['database', loads.database / limits.database],
  ];
  const [part, utilisation] = parts.reduce((one, other) => (other[1] > one[1] ? other : one));
  return { part, utilisation };
}

/**
 * The most requests per second that so many order replicas can answer, with everything else as large as it can be: where the busiest part is fully busy. Loads
 * grow with the rate, so halving an interval finds it.
 */
export function capacity(
  situation: Omit<Situation, 'requestsPerSecond'>,
  demands: Demands,
  limits = limitsOf(situation.strategy),
): { readonly requestsPerSecond: number; readonly bottleneck: Bottleneck } {
  const at = (requestsPerSecond: number) =>
    busiest(loadsOf({ ...situation, requestsPerSecond }, demands), limits);
  let low = 0;
  let high = 1;
  while (at(high).utilisation < 1) [low, high] = [high, high * 2];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (at(middle).utilisation < 1) low = middle;
    else high = middle;
  }
  return { requestsPerSecond: low, bottleneck: at(high).part };
}

/** Seven digits. */
const HALVINGS = 24;

/** How many order replicas there are when another part is saturated first: one more answers not one request more. */
export function lastUsefulReplica(
  situation: Omit<Situation, 'requestsPerSecond' | 'replicas'>,
  demands: Demands,
): { readonly replicas: number; readonly requestsPerSecond: number; readonly bottleneck: Bottleneck } {
  const at = (replicas: number) => capacity({ ...situation, replicas }, demands);
  const helps = (replicas: number) => at(replicas).bottleneck === 'order';
  let low = 1;
  let high = 2;
  while (high < REPLICAS_MAX && helps(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (helps(middle)) low = middle;
    else high = middle;
  }
  return { replicas: high, ...at(high) };
}

const REPLICAS_MAX = 1 << 20;
