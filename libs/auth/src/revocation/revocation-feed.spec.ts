import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RedisServer, startRedis } from '@doorman/stores';
import { Redis } from 'ioredis';
import { authSettings, openIssuer, openVerifier } from '../config.js';
import type { IssuerSide, VerifierSide } from '../strategy.js';
import { SECRETS, adjustableClock, newMember, until } from '../testing/contract-tools.js';
import { type TcpProxy, startTcpProxy } from '../testing/tcp-proxy.js';

const clock = adjustableClock();
let server: RedisServer;
let redis: Redis;
let member: IssuerSide;
let orders: VerifierSide[];

const settingsOf = (url: string) => ({
  AUTH_STRATEGY: 'refreshed-jwt',
  REVOCATION_FEED: 'on',
  REDIS_URL: url,
  // A machine that is busy with other specs is no outage.
  STORE_TIMEOUT_MS: '1000',
  ...SECRETS,
});
const openOrder = (url: string) => openVerifier(authSettings('verifier').parse(settingsOf(url)), clock);

beforeEach(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  redis.on('error', () => undefined);
  member = await openIssuer(authSettings('issuer').parse(settingsOf(server.url)), clock);
  orders = await Promise.all([1, 2, 3].map(() => openOrder(server.url)));
});
afterEach(async () => {
  for (const side of [member, ...orders]) await side.close?.();
  redis.disconnect();
  await server.stop();
});

const login = async (memberId = newMember()) => {
  const { value, refreshToken } = await member.issuer.issue({ memberId });
  return { memberId, value, refreshToken: refreshToken! };
};
const accepted = (memberId: string) => ({ ok: true, identity: { memberId } });
const revoked = { ok: false, refusal: 'revoked' };
const refusedAt = (order: VerifierSide, token: string, limitMs?: number) =>
  until(async () => !(await order.verifier.verify(token)).ok, limitMs);

describe('with the feed on', () => {
  it('a logout is felt at once where it happens, and at every other service milliseconds later', async () => {
    const lags: number[] = [];
    for (let round = 0; round < 100; round++) {
      const { value } = await login();
      await member.issuer.revoke(value);
      const endedAt = performance.now();
      expect(member.verifier.verify(value)).toEqual(revoked);
      for (const order of orders) await refusedAt(order, value);
      lags.push(performance.now() - endedAt);
    }
    expect(lags.sort((a, b) => a - b)[94]).toBeLessThan(50);
  });

  it('tokens are still answered without a promise', async () => {
    const { memberId, value } = await login();
    expect(orders[0]!.verifier.verify(value)).toEqual(accepted(memberId));
  });

  it('every access token of the login ends, and no token of another login', async () => {
    const { memberId, value, refreshToken } = await login();
    const other = await login(memberId);
    const refreshed = await member.issuer.refresh!(refreshToken);
    await member.issuer.revoke(value);
    for (const order of orders) {
      await refusedAt(order, value);
      if (refreshed.ok) expect(order.verifier.verify(refreshed.credential.value)).toEqual(revoked);
      expect(order.verifier.verify(other.value)).toEqual(accepted(memberId));
    }
  });

  it.each([
    ['a logout everywhere', ({ memberId }) => member.issuer.revokeAll({ memberId })],
    [
      'ending a device',
      async ({ memberId, value }) => {
        const [device] = await member.issuer.devices!.list({ memberId }, value);
        expect(await member.issuer.devices!.revoke({ memberId }, device!.id)).toBe(true);
      },
    ],
    [
      'a spent refresh token that turns up again',
      async ({ refreshToken }) => {
        await member.issuer.refresh!(refreshToken);
        await clock.during(11_000, async () => {
          expect(await member.issuer.refresh!(refreshToken)).toEqual(revoked);
        });
      },
    ],
  ] satisfies [string, (one: Awaited<ReturnType<typeof login>>) => Promise<void>][])(
    '%s is felt everywhere too',
    async (_, end) => {
      const one = await login();
      await end(one);
      for (const side of [member, ...orders]) {
        await refusedAt(side, one.value);
        expect(side.verifier.verify(one.value)).toEqual(revoked);
      }
    },
  );

  it('a service that starts later knows before it serves', async () => {
    const logins = [];
    while (logins.length < 1500) logins.push(await login());
    for (const { value } of logins) await member.issuer.revoke(value);
    const late = await openOrder(server.url);
    for (const { value } of logins) expect(late.verifier.verify(value)).toEqual(revoked);
    await late.close?.();
  });

  it('the stream keeps no more than what tokens of today need', async () => {
    for (let entry = 1; entry <= 1000; entry++) await redis.xadd('revocations', `${entry}-0`, 'x', '1');
    const { value } = await login();
    await member.issuer.revoke(value);
    expect(await redis.xlen('revocations')).toBeLessThanOrEqual(100);
    for (const order of orders) await refusedAt(order, value);
  });
});

describe('when Redis or the way to it is gone', () => {
  let proxy: TcpProxy;
  let order: VerifierSide;
  beforeEach(async () => {
    proxy = await startTcpProxy(server.port);
    order = await openOrder(`redis://127.0.0.1:${proxy.port}`);
  });
  afterEach(async () => {
    await order.close?.();
    proxy.stop();
  });

  const age = () => order.gauges!()['revocation_feed_age_seconds']!;

  it('a connection killed in Redis is made again, and what was missed is caught up with', async () => {
    for (let round = 0; round < 10; round++) {
      const { value } = await login();
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await until(() =>
        member.issuer.revoke(value).then(
          () => true,
          () => false,
        ),
      );
      for (const side of [...orders, order]) await refusedAt(side, value);
    }
  });

  it('a service that is cut off goes on serving, and hears of every logout when it is back', async () => {
    const [known, stays, leaves] = [await login(), await login(), await login()];
    await member.issuer.revoke(known.value);
    await refusedAt(order, known.value);
    proxy.cut();
    await member.issuer.revoke(leaves.value);
    await until(async () => age() > 0.3);
    expect(order.verifier.verify(known.value)).toEqual(revoked);
    expect(order.verifier.verify(stays.value)).toEqual(accepted(stays.memberId));
    expect(order.verifier.verify(leaves.value)).toEqual(accepted(leaves.memberId));
    proxy.open();
    await refusedAt(order, leaves.value);
    expect(order.verifier.verify(stays.value)).toEqual(accepted(stays.memberId));
  });

  it('a connection that falls silent is noticed, and made again', async () => {
    const { value } = await login();
    proxy.silence();
    await member.issuer.revoke(value);
    await refusedAt(order, value, 5000);
  });

  it.each(['killed', 'frozen'] as const)(
    'Redis being %s is survived by what is known, and logouts are heard again after it',
    async (fault) => {
      const [known, later] = [await login(), await login()];
      await member.issuer.revoke(known.value);
      await refusedAt(order, known.value);
      await (fault === 'killed' ? server.kill() : server.freeze());
      await until(async () => age() > 1.5, 5000);
      expect(order.verifier.verify(known.value)).toEqual(revoked);
      expect(order.verifier.verify(later.value)).toEqual(accepted(later.memberId));
      await (fault === 'killed' ? server.restart() : server.thaw());
      await until(
        () =>
          member.issuer.revoke(later.value).then(
            () => true,
            () => false,
          ),
        5000,
      );
      await refusedAt(order, later.value, 5000);
    },
  );

  it('Redis that comes back empty, its numbers beginning again, is followed from there', async () => {
    await redis.xadd('revocations', '9999999999999-0', Buffer.alloc(16, 1), '1');
    await until(async () => age() < 0.2, 5000);
    await server.restart({ empty: true });
    await until(async () => (await login().catch(() => undefined)) !== undefined, 5000);
    const { value } = await login();
    await member.issuer.revoke(value);
    await refusedAt(order, value, 5000);
  });

  it.each(['killed', 'frozen', 'unreachable'] as const)(
    'a service starts all the same while Redis is %s, serves, and catches up',
    async (fault) => {
      const [one, other] = [await login(), await login()];
      await member.issuer.revoke(one.value);
      if (fault === 'unreachable') proxy.cut();
      else await (fault === 'killed' ? server.kill() : server.freeze());
      const late = await openOrder(`redis://127.0.0.1:${proxy.port}`);
      expect(late.verifier.verify(other.value)).toEqual(accepted(other.memberId));
      if (fault === 'unreachable') proxy.open();
      else await (fault === 'killed' ? server.restart() : server.thaw());
      await refusedAt(late, one.value, 5000);
      expect(late.verifier.verify(other.value)).toEqual(accepted(other.memberId));
      await late.close?.();
    },
  );
});
