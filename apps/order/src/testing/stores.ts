import { type PostgresServer, type RedisServer, startPostgres, startRedis } from '@doorman/stores';

/** Real stores for one spec file. */
export interface Stores {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  stop(): Promise<void>;
}

export async function startStores(): Promise<Stores> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  return {
    postgres,
    redis,
    stop: async () => void (await Promise.all([postgres.stop(), redis.stop()])),
  };
}
