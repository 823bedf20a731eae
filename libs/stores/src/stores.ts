import { type PostgresServer, startPostgres } from './postgres/postgres-server.js';
import { type RedisServer, startRedis } from './redis/redis-server.js';

/** What a service keeps its data in. */
export interface Stores {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  stop(): Promise<void>;
}

/** One of each, as processes of our own. @throws StartFailed */
export async function startStores(): Promise<Stores> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  return {
    postgres,
    redis,
    stop: async () => void (await Promise.all([postgres.stop(), redis.stop()])),
  };
}
