import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RedisServer, startRedis } from '@doorman/stores';
import { Redis } from 'ioredis';
import { authProblems, authSettings, openIssuer } from '../config.js';
import { AuthUnavailable } from '../errors.js';
import { adjustableClock, newMember, until } from '../testing/contract-tools.js';
import { withRedis } from '../testing/redis-surroundings.js';
import { describeStrategy } from '../testing/strategy-contract.js';

describeStrategy('redis-session', withRedis);

const configFor = (url: string, more = {}) =>
  authSettings('issuer').parse({ AUTH_STRATEGY: 'redis-session', REDIS_URL: url, ...more });

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

it('ends a session that nobody used for the idle time, and not one that somebody did', async () => {
  const clock = adjustableClock();
  const config = configFor(server.url, { SESSION_IDLE_TTL: '100', SESSION_ABSOLUTE_TTL: '1000' });
  const { issuer, verifier, close } = await openIssuer(config, clock);
  const memberId = newMember();
  const [used, unused] = [await issuer.issue({ memberId }), await issuer.issue({ memberId: newMember() })];
  const lastSeenAt = async () => (await issuer.devices?.list({ memberId }, used.value))?.[0]?.lastSeenAt ?? 0;
  const madeAt = await lastSeenAt();
  const state = async ({ value }: { value: string }) => (await verifier.verify(value)).ok;
  await clock.during(60_000, async () => {
    expect(await state(used)).toBe(true);
    await until(async () => (await lastSeenAt()) > madeAt);
    await clock.during(60_000, async () => {
      expect([await state(used), await state(unused)]).toEqual([true, false]);
    });
  });
  await close?.();
});

it('does not boot on a Redis that would evict sessions, and says what to set', async () => {
  const redis = new Redis(server.url);
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  try {
    expect(await authProblems(configFor(server.url))).toEqual([
      expect.stringMatching(/^REDIS_URL: .*noeviction/),
    ]);
  } finally {
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    redis.disconnect();
  }
});

it('does not boot on a Redis that is not there, and says what to set', async () => {
  expect(await authProblems(configFor('redis://127.0.0.1:1'))).toEqual([
    expect.stringMatching(/^REDIS_URL: /),
  ]);
});

it('boots when its Redis comes a moment after it', async () => {
  const late = await startRedis();
  await late.kill();
  const problems = authProblems(configFor(late.url));
  await setTimeout(1000);
  await late.restart();
  expect(await problems).toEqual([]);
  await late.stop();
});

it('keeps answering for existing sessions when Redis is out of memory, and says that it cannot make new ones', async () => {
  const redis = new Redis(server.url);
  const { issuer, verifier, close } = await openIssuer(configFor(server.url), { now: Date.now });
  const memberId = newMember();
  const { value } = await issuer.issue({ memberId });
  await redis.config('SET', 'maxmemory', '1');
  try {
    expect(await verifier.verify(value)).toEqual({ ok: true, identity: { memberId } });
    await expect(issuer.issue({ memberId })).rejects.toBeInstanceOf(AuthUnavailable);
    await issuer.revoke(value);
    expect(await verifier.verify(value)).toEqual({ ok: false, refusal: 'unknown' });
  } finally {
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
    await close?.();
  }
});

it('weighs at most 200 bytes a session without a cart', async () => {
  const redis = new Redis(server.url);
  const { issuer, close } = await openIssuer(configFor(server.url, { STORE_TIMEOUT_MS: '5000' }), {
    now: Date.now,
  });
  const used = async () => Number(/^used_memory_dataset:(\d+)/m.exec(await redis.info('memory'))?.[1]);
  const before = await used();
  const sessions = 20_000;
  for (let made = 0; made < sessions; made += 100) {
    await Promise.all(Array.from({ length: 100 }, () => issuer.issue({ memberId: newMember() })));
  }
  expect(((await used()) - before) / sessions).toBeLessThanOrEqual(200);
  redis.disconnect();
  await close?.();
});
