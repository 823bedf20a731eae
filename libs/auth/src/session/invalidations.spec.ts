import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RedisServer, startRedis } from '@doorman/stores';
import { Redis } from 'ioredis';
import { AuthUnavailable } from '../errors.js';
import { openRedis } from '../redis.js';
import { Invalidations } from './invalidations.js';

let one: RedisServer;
let other: RedisServer;
beforeAll(async () => {
  [one, other] = await Promise.all([startRedis(), startRedis()]);
});
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
});

const STORE_TIMEOUT_MS = 1000;

it('relies on no announcements of another server than the one that is read from, as in the middle of a fail-over', async () => {
  // Ids of connections are small numbers: the announcing one's, at the other server, is somebody else's at this one.
  const strangers = Array.from({ length: 20 }, () => new Redis(one.url));
  await Promise.all(strangers.map((stranger) => stranger.ping()));
  const reads = await openRedis({ REDIS_URL: one.url, STORE_TIMEOUT_MS });
  const events = { invalidated: () => undefined, restarted: () => undefined };
  try {
    await expect(
      Invalidations.of(reads, { REDIS_URL: other.url, STORE_TIMEOUT_MS }, events),
    ).rejects.toBeInstanceOf(AuthUnavailable);
  } finally {
    reads.disconnect();
    strangers.forEach((stranger) => stranger.disconnect());
  }
});
