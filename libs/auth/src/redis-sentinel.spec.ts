import { type Server, type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SentinelRedis, startSentinelRedis } from '@doorman/stores';
import { authProblems, authSettings, openIssuer, openVerifier } from './config.js';
import { AuthUnavailable } from './errors.js';
import { openRedis } from './redis.js';
import type { IssuerSide, VerifierSide } from './strategy.js';
import { newMember, until } from './testing/contract-tools.js';

const STORE_TIMEOUT_MS = 250;
/** Sentinel waits a second before it believes that a primary is dead; votes and a busy machine take the rest. */
const PROMOTION_MS = 20_000;

const configFor = (role: 'issuer' | 'verifier', REDIS_URL: string, strategy = 'redis-session') =>
  authSettings(role).parse({
    AUTH_STRATEGY: strategy,
    REDIS_URL,
    STORE_TIMEOUT_MS: String(STORE_TIMEOUT_MS),
  });

interface Asked {
  readonly outcome: 'ok' | 'refused' | 'unavailable';
  readonly tookMs: number;
}

describe.each(['redis-session', 'cached-session'])('%s behind Sentinel', (strategy) => {
  let redis: SentinelRedis;
  let member: IssuerSide;
  let order: VerifierSide;

  beforeEach(async () => {
    redis = await startSentinelRedis();
    member = await openIssuer(configFor('issuer', redis.url, strategy), { now: Date.now });
    order = await openVerifier(configFor('verifier', redis.url, strategy), { now: Date.now });
  });

  afterEach(async () => {
    await member.close?.();
    await order.close?.();
    await redis.stop();
  });

  const login = async () => {
    const memberId = newMember();
    return { memberId, credential: (await member.issuer.issue({ memberId })).value };
  };
  const ask = async (credential: string): Promise<Asked> => {
    const startedAt = performance.now();
    const took = (outcome: Asked['outcome']) => ({ outcome, tookMs: performance.now() - startedAt });
    try {
      return took((await order.verifier.verify(credential)).ok ? 'ok' : 'refused');
    } catch (error) {
      expect(error).toBeInstanceOf(AuthUnavailable);
      return took('unavailable');
    }
  };
  /** Asks on and on until the store takes a login again. */
  const askUntilPromoted = async (credential: string): Promise<Asked[]> => {
    const answers: Asked[] = [];
    await until(async () => {
      answers.push(await ask(credential));
      return login().then(
        () => true,
        () => false,
      );
    }, PROMOTION_MS);
    return answers;
  };

  it.each(['killed', 'frozen'] as const)(
    'logs nobody out and hangs on nobody when the primary is %s, and goes on with the promoted replica',
    async (fault) => {
      const [primary, replica] = redis.servers;
      const { credential } = await login();
      expect(await ask(credential)).toMatchObject({ outcome: 'ok' });
      await redis.untilCopied();
      await (fault === 'killed' ? primary.kill() : primary.freeze());

      const answers = await askUntilPromoted(credential);
      expect(answers.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
      expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(2 * STORE_TIMEOUT_MS);
      expect(await redis.untilPromoted(primary)).toBe(replica);
      await until(async () => (await ask(credential)).outcome === 'ok');

      // What is written now goes to the new primary, and what is read comes from it.
      const later = await login();
      await until(async () => (await ask(later.credential)).outcome === 'ok');
      await member.issuer.revoke(later.credential);
      await until(async () => (await ask(later.credential)).outcome === 'refused');
    },
  );

  it('follows a fail-over that somebody asked for', async () => {
    const [primary] = redis.servers;
    const { credential } = await login();
    await redis.untilCopied();
    await redis.sentinels[0]?.ask('SENTINEL', 'FAILOVER', 'doorman');
    await redis.untilPromoted(primary);
    const answers = await askUntilPromoted(credential);
    expect(answers.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    await until(async () => (await ask(credential)).outcome === 'ok', 3000);
  });

  it('needs no Sentinel while the primary answers, and opens with one that answers', async () => {
    const { credential } = await login();
    const [first, second] = redis.sentinels;
    await first?.freeze();
    await second?.kill();
    expect(await ask(credential)).toMatchObject({ outcome: 'ok' });
    const late = await openVerifier(configFor('verifier', redis.url, strategy), { now: Date.now });
    expect(await late.verifier.verify(credential)).toMatchObject({ ok: true });
    await late.close?.();
    await first?.thaw();
  });
});

describe('a service that starts while no Sentinel can be asked', () => {
  const servers: Server[] = [];
  /** Takes what it is sent and never answers. */
  const silent = async (hear: (bytes: Buffer) => void = () => undefined): Promise<number> => {
    const server = createServer((socket) => void socket.on('data', hear).on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it.each([
    ['none is there', async () => 'redis+sentinel://127.0.0.1:1,127.0.0.1:2/doorman'],
    ['one is frozen', async () => `redis+sentinel://127.0.0.1:${await silent()}/doorman`],
  ])('says so instead of waiting: %s', async (_, url) => {
    const REDIS_URL = await url();
    const openedAt = performance.now();
    await expect(openRedis({ REDIS_URL, STORE_TIMEOUT_MS })).rejects.toBeInstanceOf(AuthUnavailable);
    expect(performance.now() - openedAt).toBeLessThan(5000);
    const startedAt = performance.now();
    expect(await authProblems(configFor('verifier', REDIS_URL))).toEqual([
      expect.stringMatching(/^REDIS_URL: /),
    ]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('talks TLS to the Sentinels when the address says rediss', async () => {
    const heard: Buffer[] = [];
    const port = await silent((bytes) => heard.push(bytes));
    await expect(
      openRedis({ REDIS_URL: `rediss+sentinel://127.0.0.1:${port}/doorman`, STORE_TIMEOUT_MS }),
    ).rejects.toBeInstanceOf(AuthUnavailable);
    expect(heard[0]?.[0]).toBe(TLS_HANDSHAKE);
  });
});

/** The first byte of a TLS ClientHello (RFC 8446 section 5.1). */
const TLS_HANDSHAKE = 0x16;
