import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RedisServer, startRedis } from '@doorman/stores';
import { Redis } from 'ioredis';
import { authSettings, openIssuer, openVerifier } from '../config.js';
import { AuthUnavailable } from '../errors.js';
import type { IssuerSide, VerifierSide } from '../strategy.js';
import { adjustableClock, newMember, until } from '../testing/contract-tools.js';
import { withRedis } from '../testing/redis-surroundings.js';
import { describeStrategy } from '../testing/strategy-contract.js';

describeStrategy('cached-session', withRedis);

/** A member and three order services on a Redis of their own, anew for every test. */
function shopWithCopies(storeTimeoutMs: number) {
  const clock = adjustableClock();
  let server: RedisServer;
  let redis: Redis;
  let member: IssuerSide;
  let orders: VerifierSide[];

  beforeEach(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    redis.on('error', () => undefined);
    const environment = {
      AUTH_STRATEGY: 'cached-session',
      REDIS_URL: server.url,
      SESSION_GRACE_MS: '1500',
      SESSION_IDLE_TTL: '100',
      SESSION_COPIES_MAX: '1000',
      STORE_TIMEOUT_MS: String(storeTimeoutMs),
    };
    member = await openIssuer(authSettings('issuer').parse(environment), clock);
    const config = authSettings('verifier').parse(environment);
    orders = await Promise.all([1, 2, 3].map(() => openVerifier(config, clock)));
  });

  afterEach(async () => {
    for (const side of [member, ...orders]) await side.close?.();
    redis.disconnect();
    await server.stop();
  });

  const login = async () => {
    const memberId = newMember();
    const { value } = await member.issuer.issue({ memberId });
    for (const order of orders)
      expect(await order.verifier.verify(value)).toEqual({ ok: true, identity: { memberId } });
    return { memberId, value };
  };
  const order = () => orders[0]!;
  const lookUps = async () =>
    Number(/cmdstat_hget:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
  const killAnnouncements = () => redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  return {
    clock,
    login,
    order,
    lookUps,
    killAnnouncements,
    redis: () => redis,
    server: () => server,
    member: () => member,
    orders: () => orders,
  };
}

describe('the local copy', () => {
  // A machine that is busy with other specs is no outage.
  const { clock, login, order, lookUps, killAnnouncements, redis, member, orders } = shopWithCopies(2000);

  it('answers without asking Redis, and without a promise', async () => {
    const { memberId, value } = await login();
    const before = await lookUps();
    for (let request = 0; request < 100; request++) {
      expect(order().verifier.verify(value)).toEqual({ ok: true, identity: { memberId } });
    }
    expect(await lookUps()).toBe(before);
  });

  it('of every replica is dropped by a logout', async () => {
    const logins = await Promise.all(Array.from({ length: 200 }, login));
    for (const { value } of logins) await member().issuer.revoke(value);
    for (const { verifier } of orders()) {
      for (const { value } of logins) await until(async () => !(await verifier.verify(value)).ok);
    }
  });

  it('is not kept when the session ended while it was being looked up', async () => {
    for (let round = 0; round < 200; round++) {
      const { value } = await member().issuer.issue({ memberId: newMember() });
      await Promise.all([order().verifier.verify(value), member().issuer.revoke(value)]);
      await until(async () => !(await order().verifier.verify(value)).ok);
    }
  });

  it('is not used once announcements are cut off: what ended in the meantime is refused', async () => {
    for (let round = 0; round < 5; round++) {
      const { value } = await login();
      await Promise.all([killAnnouncements(), member().issuer.revoke(value)]);
      await until(async () => !(await order().verifier.verify(value)).ok, 500);
      await until(async () => order().gauges?.()['session_copy_age_seconds'] === 0, 2000);
      // Announcements are believed again, and nobody announced this logout to us.
      expect((await order().verifier.verify(value)).ok).toBe(false);
    }
  });

  it('is used again after announcements came back, and is dropped by a logout again', async () => {
    await killAnnouncements();
    await until(async () => order().gauges?.()['session_copy_age_seconds'] !== 0);
    await until(async () => order().gauges?.()['session_copy_age_seconds'] === 0, 2000);
    const { value } = await login();
    expect(order().verifier.verify(value)).not.toBeInstanceOf(Promise);
    await member().issuer.revoke(value);
    await until(async () => !(await order().verifier.verify(value)).ok);
  });

  it('is dropped when Redis lost everything at once', async () => {
    const { value } = await login();
    await redis().flushall();
    await until(async () => !(await order().verifier.verify(value)).ok);
  });

  it('is dropped when the session’s key expires or is removed by somebody else', async () => {
    const { value } = await login();
    const [key] = await redis().keysBuffer('s:*');
    await redis().pexpire(key!, 1);
    await until(async () => !(await order().verifier.verify(value)).ok);
  });

  it('is bounded', async () => {
    for (let made = 0; made < 1100; made++) {
      const { value } = await member().issuer.issue({ memberId: newMember() });
      await order().verifier.verify(value);
    }
    expect(order().gauges?.()['session_copies']).toBe(1000);
  });

  it('moves the idle limit with a write now and then, not with every request', async () => {
    const { value } = await login();
    for (let step = 0; step < 5; step++) {
      await clock.during(step * 40_000, async () => {
        for (let request = 0; request < 20; request++)
          expect((await order().verifier.verify(value)).ok).toBe(true);
        await setTimeout(20);
      });
    }
    const scripts = Number(/cmdstat_hset:calls=(\d+)/.exec(await redis().info('commandstats'))?.[1]);
    expect(scripts).toBeLessThan(12);
    await clock.during(4 * 40_000 + 101_000, async () => {
      expect(await order().verifier.verify(value)).toEqual({ ok: false, refusal: 'expired' });
    });
  });
});

describe('while Redis does not answer, the local copy', () => {
  const { login, order, member, server } = shopWithCopies(250);

  it.each(['killed', 'frozen'] as const)(
    'of a session seen before serves for the grace, its age to be seen, and then it cannot be known: Redis is %s',
    async (fault) => {
      const { memberId, value } = await login();
      const unseen = await member().issuer.issue({ memberId: newMember() });
      await (fault === 'killed' ? server().kill() : server().freeze());
      const startedAt = performance.now();
      for (; performance.now() - startedAt < 1000; await setTimeout(20)) {
        expect(await order().verifier.verify(value)).toEqual({ ok: true, identity: { memberId } });
      }
      expect(order().gauges?.()['session_copy_age_seconds']).toBeGreaterThan(0.4);
      await expect(order().verifier.verify(unseen.value)).rejects.toBeInstanceOf(AuthUnavailable);
      await setTimeout(1200);
      await expect(order().verifier.verify(value)).rejects.toBeInstanceOf(AuthUnavailable);
      await (fault === 'killed' ? server().restart() : server().thaw());
      await until(
        async () =>
          (await Promise.resolve(order().verifier.verify(value)).catch(() => undefined))?.ok === true,
        2000,
      );
    },
  );
});
