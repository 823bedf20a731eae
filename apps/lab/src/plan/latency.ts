import type { Demands } from './demands.js';
import { type Loads, type Situation, ratesOf } from './loads.js';
import { slowestOfHundred, timeInPart, timeInPool } from './queueing.js';
import { strategyFacts } from './strategy-facts.js';

/** How long a request takes, in milliseconds. */
export interface Latency {
  readonly meanMs: number;
  /** What 99 of 100 stay below. */
  readonly slowestOfHundredMs: number;
  /** Of the mean, what finding out who is asking takes outside of order. */
  readonly askingMs: number;
}

/** How many nodes or cores share the work of a part. */
export interface Pools {
  readonly redisNodes: number;
  readonly memberCores: number;
  readonly databaseCores: number;
}

/**
 * An open network of queues (Jackson 1957): the times in order, in what is asked, and in the database, and the ways between as delays. Order and Redis run on
 * one core each, every replica with a queue of its own; databases are pools with one queue.
 */
export function latencyOf(
  situation: Situation & { readonly storeRttMs: number },
  loads: Loads,
  pools: Pools,
  demands: Demands,
): Latency {
  const { strategy, requestsPerSecond, replicas, storeRttMs } = situation;
  const { asks } = strategyFacts[strategy];
  const own = demands.strategies[strategy];
  const asked = ratesOf(situation).lookUps / requestsPerSecond;
  const millis = (micros: number) => micros / 1000;
  const inOrder = timeInPart((1000 * loads.order * replicas) / requestsPerSecond, loads.order);
  const inDatabase = timeInPool(millis(demands.route.databaseMicros), pools.databaseCores, loads.database);
  const member = millis(own.memberMicros);
  const answering = {
    nobody: 0,
    redis: timeInPart(millis(own.lookUpMicros), loads.redis / Math.max(1, pools.redisNodes)),
    'own replica': timeInPart(millis(own.lookUpMicros), loads.ownReplica),
    member:
      timeInPart(member, loads.member / Math.max(1, pools.memberCores)) +
      timeInPool(millis(own.memberDatabaseMicros), pools.databaseCores, loads.database),
  }[asks];
  // A replica of one's own is on the same machine.
  const way = asks === 'nobody' || asks === 'own replica' ? 0 : storeRttMs;
  const askingMs = asked * (way + answering);
  return {
    meanMs: inOrder + inDatabase + askingMs,
    // Where one in a hundred has to ask, the slowest of a hundred is one that asks.
    slowestOfHundredMs:
      asked >= 0.01
        ? slowestOfHundred([inOrder, inDatabase, answering], way)
        : slowestOfHundred([inOrder, inDatabase], 0),
    askingMs,
  };
}
