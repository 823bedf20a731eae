import { type RedisServer, startRedis } from '@doorman/stores';
import { Redis } from 'ioredis';
import type { Surroundings } from './strategy-contract.js';

/** One real Redis, as every strategy with a shared store has it. */
export async function withRedis(
  environment: Record<string, string> = {},
): Promise<Surroundings & { readonly server: RedisServer }> {
  const server = await startRedis();
  return {
    server,
    environment: { REDIS_URL: server.url, ...environment },
    store: {
      kill: () => server.kill(),
      freeze: () => server.freeze(),
      thaw: () => server.thaw(),
      restart: () => server.restart(),
      dump: () => dump(server.url),
    },
    stop: () => server.stop(),
  };
}

async function dump(url: string): Promise<Buffer> {
  const redis = new Redis(url);
  try {
    // A compressed value would hide what is in it.
    await redis.config('SET', 'rdbcompression', 'no');
    const keys = await redis.keysBuffer('*');
    const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
    return Buffer.concat([...keys, ...values.filter((value) => value !== null)]);
  } finally {
    redis.disconnect();
  }
}
