import type { ProvidedRedis } from './provide-redis.js';
import type { RedisOptions } from './redis-options.js';
import { type RedisServer, startRedis } from './redis-server.js';
import { until } from './until.js';

type Asked = Pick<ProvidedRedis, 'ask'>;

/**
 * A copy of `primary` that has what was written so far and gets what will be.
 * @throws StartFailed, or Error when it does not follow within 30 s
 */
export async function startReplica(
  primary: Pick<ProvidedRedis, 'url' | 'ask'>,
  options: RedisOptions = {},
): Promise<RedisServer> {
  const { hostname, port } = new URL(primary.url);
  const replica = await startRedis({ ...options, replicaOf: { host: hostname, port: Number(port || 6379) } });
  try {
    await untilFollowing(primary, replica);
  } catch (error) {
    await replica.stop();
    throw error;
  }
  return replica;
}

/**
 * Resolves when what is written from now on reaches the replica. `master_link_status:up` is not enough: with Redis 7.0.15 the primary was seen to call the replica
 * `wait_bgsave` then, and what was written arrived a third of a second later.
 * @throws Error after 30 s
 */
export async function untilFollowing(primary: Asked, replica: Asked): Promise<void> {
  // Moves the primary's offset without writing a key.
  await primary.ask('PUBLISH', 'doorman', '');
  await untilCopied(primary, replica);
}

/** Resolves when the replica has everything that was written so far. @throws Error after 30 s */
export async function untilCopied(primary: Asked, replica: Asked): Promise<void> {
  const written = offset(await replication(primary), 'master_repl_offset');
  await until('The replica has not caught up', async () => {
    const info = await replication(replica);
    // Without a link the offset is that of a primary that may be gone.
    return info.includes('master_link_status:up') && offset(info, 'slave_repl_offset') >= written;
  });
}

/** What it says of itself as a primary or a replica; empty while it does not answer. */
export const replication = async (server: Asked) =>
  String(await server.ask('INFO', 'replication').catch(() => ''));

const offset = (info: string, field: string): number =>
  Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? NaN);
