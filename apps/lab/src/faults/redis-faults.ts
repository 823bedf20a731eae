import { type RedisServer, type SentinelRedis, untilFollowing } from '@doorman/stores';
import type { Topology } from '../topology/topology.js';
import type { Fault } from './fault.js';

const target = 'redis';

/** SIGKILL: connections are refused. Mended by a start with the same data. */
export const redisKilled: Fault = {
  name: 'Redis is killed',
  target,
  async begin({ redis }) {
    await redis.kill();
    return () => redis.restart();
  },
};

/** SIGSTOP: the kernel accepts connections for it, and nobody ever answers. */
export const redisFrozen: Fault = {
  name: 'Redis is frozen',
  target,
  async begin({ redis }) {
    await redis.freeze();
    return () => redis.thaw();
  },
};

/** Its data is gone: there was no append-only file, or somebody emptied it. */
export const redisEmptied: Fault = {
  name: 'Redis restarts empty',
  target,
  async begin({ redis }) {
    await redis.restart({ empty: true });
    return () => Promise.resolve();
  },
};

/** `maxmemory` below what is used: writes that need memory are refused. */
export const redisOutOfMemory: Fault = {
  name: 'Redis is out of memory',
  target,
  async begin({ redis }) {
    const [, before] = (await redis.ask('CONFIG', 'GET', 'maxmemory')) as [string, string];
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
    return async () => void (await redis.ask('CONFIG', 'SET', 'maxmemory', before));
  },
};

const sentinelOf = ({ sentinel }: Topology): SentinelRedis => {
  if (!sentinel) throw new Error('No Sentinel watches over this Redis');
  return sentinel;
};

/**
 * Nobody brings the primary back: mending waits until the Sentinels have promoted the replica. The lost one then returns as a replica, so that the next fault
 * finds two. Everything has been copied before: what has not would be lost.
 */
const primaryLost = (
  happens: string,
  lose: (primary: RedisServer) => Promise<void>,
  bringBack: (primary: RedisServer) => Promise<void>,
): Fault => ({
  name: `the primary Redis is ${happens}, and Sentinel promotes its replica`,
  target,
  async begin(shop) {
    const sentinel = sentinelOf(shop);
    const primary = await sentinel.primary();
    await sentinel.untilCopied();
    await lose(primary);
    return async () => {
      await sentinel.untilPromoted(primary);
      await bringBack(primary);
      await sentinel.demote(primary);
    };
  },
});

export const primaryKilled = primaryLost(
  'killed',
  (primary) => primary.kill(),
  (primary) => primary.restart(),
);

/** It accepts, and never answers; its connections stay open. */
export const primaryFrozen = primaryLost(
  'frozen',
  (primary) => primary.freeze(),
  (primary) => primary.thaw(),
);

/** One copy follows the primary no more, and goes on answering with what it has. Mended when it has caught up again. */
export const replicaDetached = (at: number): Fault => ({
  name: `replica ${at + 1} follows Redis no more`,
  target: `replica-${at + 1}`,
  async begin({ redis, replicas }) {
    const replica = replicas[at];
    const { hostname, port } = new URL(redis.url);
    await replica?.ask('REPLICAOF', 'NO', 'ONE');
    return async () => {
      await replica?.ask('REPLICAOF', hostname, port || '6379');
      if (replica) await untilFollowing(redis, replica);
    };
  },
});
