import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type RedisServer, startRedis } from '@doorman/stores';
import { Redis } from 'ioredis';
import { authSettings, openIssuer, openVerifier } from '../config.js';
import type { IssuerSide, VerifierSide } from '../strategy.js';
import { newMember, until } from '../testing/contract-tools.js';

const DAY = 86_400;
const trueNow = Date.now;
const inSeconds = () => Math.floor(trueNow() / 1000);

/** The clock of whatever runs meanwhile is off by so many seconds. Services are told the time by it, as they are in a real process. */
async function withClockOff<T>(seconds: number, run: () => Promise<T>): Promise<T> {
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => trueNow() + seconds * 1000);
  try {
    return await run();
  } finally {
    clock.mockRestore();
  }
}

describe.each(['redis-session', 'cached-session', 'replicated-session'])('%s', (strategy) => {
  let server: RedisServer;
  let redis: Redis;
  const sides: VerifierSide[] = [];

  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterEach(async () => {
    for (const side of sides.splice(0)) await side.close?.();
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  const configFor = (role: 'issuer' | 'verifier', more = {}) =>
    authSettings(role).parse({
      AUTH_STRATEGY: strategy,
      REDIS_URL: server.url,
      REDIS_REPLICA_URL: server.url,
      STORE_TIMEOUT_MS: '2000',
      ...more,
    });
  const tools = { now: () => Date.now() };
  const openMember = async (more = {}): Promise<IssuerSide> => {
    const member = await openIssuer(configFor('issuer', more), tools);
    sides.push(member);
    return member;
  };
  const openOrder = async (more = {}): Promise<VerifierSide> => {
    const order = await openVerifier(configFor('verifier', more), tools);
    sides.push(order);
    return order;
  };
  const ok = { ok: true, identity: expect.anything() };
  const expired = { ok: false, refusal: 'expired' };

  it.each([
    ['a day ahead', DAY],
    ['a day behind', -DAY],
  ])('refuses nobody at a service that was started with a clock %s', async (_, seconds) => {
    const member = await openMember();
    const { value } = await member.issuer.issue({ memberId: newMember() });
    await withClockOff(seconds, async () => {
      const order = await openOrder();
      expect(await order.verifier.verify(value)).toEqual(ok);
    });
    expect(await member.verifier.verify(value)).toEqual(ok);
  });

  it('refuses nobody at a service whose clock jumps a day ahead while it runs', async () => {
    const [member, order] = [await openMember(), await openOrder()];
    const { value } = await member.issuer.issue({ memberId: newMember() });
    expect(await order.verifier.verify(value)).toEqual(ok);
    await withClockOff(DAY, async () => expect(await order.verifier.verify(value)).toEqual(ok));
    expect(await order.verifier.verify(value)).toEqual(ok);
  });

  it('writes down no time that has not come yet: the login would outlive its key in Redis', async () => {
    const [member, order] = [await openMember(), await openOrder()];
    const memberId = newMember();
    const { value } = await member.issuer.issue({ memberId });
    await withClockOff(1790, async () => {
      const touched = await expirySettings(redis);
      expect(await order.verifier.verify(value)).toEqual(ok);
      await until(async () => (await expirySettings(redis)) > touched);
    });
    const [device] = (await member.issuer.devices?.list({ memberId }, value)) ?? [];
    expect(device?.lastSeenAt).toBeLessThanOrEqual(inSeconds() + 1);
  });

  it('lets a login that is over in no longer than one request, once its clock jumped behind', async () => {
    const short = { SESSION_IDLE_TTL: '1', SESSION_ABSOLUTE_TTL: '1' };
    const [member, order] = [await openMember(short), await openOrder(short)];
    const { value } = await member.issuer.issue({ memberId: newMember() });
    // Another, longer login of the member would keep the key.
    for (const key of await redis.keysBuffer('s:*')) await redis.persist(key);
    await until(async () => !(await order.verifier.verify(value)).ok, 3000);
    await withClockOff(-DAY, async () => {
      await order.verifier.verify(value);
      await until(async () => !(await order.verifier.verify(value)).ok);
      expect(await order.verifier.verify(value)).toEqual(expired);
    });
  });

  it('takes no login for over when the same member logs in at a service whose clock is ahead', async () => {
    const member = await openMember();
    const memberId = newMember();
    const { value } = await member.issuer.issue({ memberId });
    const other = await withClockOff(DAY, () => member.issuer.issue({ memberId }));
    for (const each of [value, other.value]) expect(await member.verifier.verify(each)).toEqual(ok);
  });
});

/** How often a login was made or its idle limit moved. */
async function expirySettings(redis: Redis): Promise<number> {
  return Number(/cmdstat_expire:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
}
