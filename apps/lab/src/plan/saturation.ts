import { throughputBound } from './utilisation.js';

/** CPU per request of each part, in microseconds, as it was measured, and how many processes share the work. */
export interface MeasuredDemands {
  readonly orderMicros: number;
  readonly memberMicros: number;
  readonly redisMicros: number;
  /** Of all replicas beside services together. */
  readonly replicasMicros: number;
  readonly databaseMicros: number;
  readonly generatorMicros: number;
}

/**
 * The most that a shop answers on one machine which everything shares, the load generator too: X ≤ cores / ΣD, and no process that runs on one core does more
 * than 1 / D (order: its replicas share the work). Asymptotic bounds of Lazowska et al., Quantitative System Performance, 1984, chapter 5, for cores that any
 * part may use.
 * @param cores those that are left to it, a fraction where others use some
 * @returns requests per second
 */
export function saturation(demands: MeasuredDemands, orderReplicas: number, cores: number): number {
  const seconds = (micros: number) => micros / 1e6;
  const all = Object.values(demands).reduce((sum, micros) => sum + micros, 0);
  return Math.min(
    throughputBound(cores, seconds(all)),
    throughputBound(orderReplicas, seconds(demands.orderMicros)),
    throughputBound(1, seconds(demands.redisMicros)),
    throughputBound(1, seconds(demands.generatorMicros)),
  );
}

/** By how much a prediction misses what was measured, in percent of the latter. */
export const errorPercent = (predicted: number, measured: number): number =>
  (100 * (predicted - measured)) / measured;
