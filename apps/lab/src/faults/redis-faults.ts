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
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
    return async () => void (await redis.ask('CONFIG', 'SET', 'maxmemory', '0'));
  },
};
