import type { Demands, PlannedStrategy } from './demands.js';
import { loadsOf } from './loads.js';
import { strategyFacts } from './strategy-facts.js';
import { throughputBound } from './utilisation.js';

/** CPU of each part for one request, in microseconds; `order` and `replicas` of all of them together. */
export interface RequestDemands {
  readonly order: number;
  readonly member: number;
  readonly redis: number;
  readonly replicas: number;
  readonly database: number;
}

/** What a request costs besides where the load comes from the same machine, in microseconds: packets, in the kernel, and the load generator. */
export interface Beside {
  readonly network: number;
  readonly generator: number;
}

/** The demands of a request as the capacity plan computes them, where so many members come one after the other without a pause. */
export function requestDemands(
  strategy: PlannedStrategy,
  demands: Demands,
  { members, replicas }: { readonly members: number; readonly replicas: number },
): RequestDemands {
  const { lifetimeSeconds } = strategyFacts[strategy];
  const loads = loadsOf(
    { strategy, members, replicas, lifetimeSeconds, requestsPerSecond: BUSY_PER_SECOND },
    demands,
  );
  const micros = (cores: number) => (1e6 * cores) / BUSY_PER_SECOND;
  return {
    order: micros(loads.order * replicas),
    member: micros(loads.member),
    redis: micros(loads.redis),
    replicas: micros(loads.ownReplica * replicas),
    database: micros(loads.database),
  };
}

/** Demands depend on the rate only as far as somebody comes too seldom to be remembered, which nobody does here. */
const BUSY_PER_SECOND = 2000;

/** Of every packet that order sends and is sent, the kernel does the sender's half in the sender's own time. */
const ORDERS_SHARE_OF_NETWORK = 0.5;

/**
 * The most that a shop answers on one machine which everything shares, the load generator too: it ends where all cores are busy, or sooner where a part is that runs
 * on one core (member, Redis, and order with as many as it has replicas). Asymptotic bounds of Lazowska et al., Quantitative System Performance, 1984, chapter 5, for cores that
 * any part may use.
 * @param cores those that are left to it, a fraction where others use some
 * @returns requests per second
 */
export function saturation(
  demands: RequestDemands,
  { network, generator }: Beside,
  orderReplicas: number,
  cores: number,
): number {
  const all = Object.values(demands).reduce((sum, micros) => sum + micros, network + generator);
  const bound = (ofCores: number, micros: number) => throughputBound(ofCores, micros / 1e6);
  return Math.min(
    bound(cores, all),
    bound(orderReplicas, demands.order + ORDERS_SHARE_OF_NETWORK * network),
    bound(1, demands.member),
    bound(1, demands.redis),
    bound(1, generator),
  );
}

/** By how much a prediction misses what was measured, in percent of the latter. */
export const errorPercent = (predicted: number, measured: number): number =>
  (100 * (predicted - measured)) / measured;
