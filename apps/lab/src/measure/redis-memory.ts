import { setTimeout as delay } from 'node:timers/promises';
import type { ProvidedRedis } from '@doorman/stores';

type Asked = Pick<ProvidedRedis, 'ask'>;

/** What is in `used_memory` and does not grow with what is kept: buffers for clients, for replicas and for the append-only file. */
const BUFFERS = ['mem_clients_normal', 'mem_total_replication_buffers', 'mem_aof_buffer'] as const;

const SETTLED_BYTES = 4096;
const PAUSE_MS = 120;
const TRIES = 25;

/**
 * `used_memory` without buffers, in bytes, once it has settled: a table of keys that has outgrown itself is copied into a larger one bit by bit, ten times a
 * second, and until then both are there.
 */
export async function settledMemory(redis: Asked): Promise<number> {
  let bytes = await memory(redis);
  for (let tries = 0; tries < TRIES; tries++) {
    await delay(PAUSE_MS);
    const later = await memory(redis);
    if (Math.abs(later - bytes) < SETTLED_BYTES) return later;
    bytes = later;
  }
  return bytes;
}

async function memory(redis: Asked): Promise<number> {
  const text = String(await redis.ask('INFO', 'memory'));
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return BUFFERS.reduce((bytes, name) => bytes - field(name), field('used_memory'));
}
