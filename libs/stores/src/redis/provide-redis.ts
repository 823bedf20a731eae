import { type Faults, noFaults } from '../store-faults.js';
import type { RedisOptions } from './redis-options.js';
import { askRedis } from './ask-redis.js';
import { type RedisServer, startRedis } from './redis-server.js';

/** A Redis to use, whoever runs it. */
export interface ProvidedRedis extends Faults {
  readonly url: string;
  /** Undefined when it is not ours. */
  readonly pid: number | undefined;
  restart(options?: { empty?: boolean }): Promise<void>;
  ask: RedisServer['ask'];
}

/** The Redis of REDIS_URL, which is used but never broken nor stopped; without that setting one that we start. */
export async function provideRedis(options: RedisOptions = {}): Promise<ProvidedRedis> {
  const url = process.env.REDIS_URL;
  if (url === undefined || url === '') return startRedis(options);
  const faults = noFaults('REDIS_URL');
  return {
    url,
    pid: undefined,
    ...faults,
    restart: faults.kill,
    ask: (command, ...args) => askRedis(url, command, ...args),
  };
}
