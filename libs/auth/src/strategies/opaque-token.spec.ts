import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuthConfig, authProblems, authSettings, openIssuer, openVerifier } from '../config.js';
import { AuthUnavailable } from '../errors.js';
import type { IssuerSide, VerifierSide } from '../strategy.js';
import { adjustableClock, newMember, until } from '../testing/contract-tools.js';
import { type IntrospectionServer, startIntrospectionServer } from '../testing/introspection-server.js';
import { MemoryTokens } from '../testing/memory-tokens.js';
import { type Surroundings, describeStrategy } from '../testing/strategy-contract.js';

const SERVICE_TOKEN = randomBytes(48).toString('base64url');
const TIMEOUT_MS = 400;

const configFor = (role: AuthConfig['role'], more: Record<string, string> = {}): AuthConfig =>
  authSettings(role).parse({
    AUTH_STRATEGY: 'opaque-token',
    SERVICE_TOKEN,
    STORE_TIMEOUT_MS: String(TIMEOUT_MS),
    ...more,
  });

async function memberWith(tokens: MemoryTokens, more = {}, clock = { now: Date.now }) {
  const member = await openIssuer(configFor('issuer', more), { ...clock, tokens });
  const introspect = async (token: string) =>
    (await member.introspect?.(token)) ?? { active: false as const };
  return { ...member, introspect };
}

/** What `order` asks is a real HTTP server, with the strategy's own introspection behind it. */
async function withMember(): Promise<Surroundings> {
  const tokens = new MemoryTokens();
  const server = await startIntrospectionServer((await memberWith(tokens)).introspect, SERVICE_TOKEN);
  return {
    environment: { MEMBER_URL: server.relay.url, SERVICE_TOKEN },
    outage: 'member',
    store: { ...server.relay, dump: async () => tokens.dump() },
    tokens,
    stop: () => server.stop(),
  };
}

describeStrategy('opaque-token', withMember);

it('keeps the SHA-256 of a token of 256 bits, and of no other spelling of it', async () => {
  const tokens = new MemoryTokens();
  const member = await memberWith(tokens);
  const { value } = await member.issuer.issue({ memberId: newMember() });
  expect(Buffer.from(value, 'base64url')).toHaveLength(32);
  expect([...tokens.kept.values()].map(({ hash }) => hash)).toEqual([
    createHash('sha256').update(value).digest(),
  ]);
  // The last character carries two bits that decode to nothing.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet[alphabet.indexOf(value.at(-1) ?? '') ^ 1];
  const twin = value.slice(0, -1) + last;
  expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(value, 'base64url'));
  expect(await member.introspect(twin)).toEqual({ active: false });
});

it('ends a token that nobody used for the idle time, and not one that somebody did', async () => {
  const clock = adjustableClock();
  const lifetimes = { SESSION_IDLE_TTL: '100', SESSION_ABSOLUTE_TTL: '1000' };
  const { issuer, verifier } = await memberWith(new MemoryTokens(), lifetimes, clock);
  const [used, unused] = [
    await issuer.issue({ memberId: newMember() }),
    await issuer.issue({ memberId: newMember() }),
  ];
  const isGood = async ({ value }: { value: string }) => (await verifier.verify(value)).ok;
  await clock.during(60_000, async () => {
    expect(await isGood(used)).toBe(true);
    await clock.during(60_000, async () => {
      expect([await isGood(used), await isGood(unused)]).toEqual([true, false]);
    });
  });
});

it('says in an introspection whose token it is and until when, and of any other nothing', async () => {
  const member = await memberWith(new MemoryTokens());
  const memberId = newMember();
  const { value } = await member.issuer.issue({ memberId });
  const iat = Math.floor(Date.now() / 1000);
  expect(await member.introspect(value)).toEqual({
    active: true,
    sub: memberId,
    iat: expect.closeTo(iat, -1),
    exp: expect.closeTo(iat + 1800, -1),
    token_type: 'Bearer',
  });
  await member.issuer.revoke(value);
  expect(await member.introspect(value)).toEqual({ active: false });
  expect(await member.introspect('anything')).toEqual({ active: false });
});

it('says within the time limit that it cannot know when its store does not answer', async () => {
  const tokens = new MemoryTokens();
  tokens.find = () => new Promise(() => undefined);
  tokens.insert = () => new Promise(() => undefined);
  const { issuer, verifier } = await memberWith(tokens);
  const startedAt = performance.now();
  const unavailable = expect.any(AuthUnavailable);
  await expect(verifier.verify('A'.repeat(43))).rejects.toEqual(unavailable);
  await expect(issuer.issue({ memberId: newMember() })).rejects.toEqual(unavailable);
  expect(performance.now() - startedAt).toBeLessThan(3 * TIMEOUT_MS);
});

it('is not opened in a service that gives it nowhere to keep tokens', async () => {
  await expect(openIssuer(configFor('issuer'), { now: Date.now })).rejects.toThrow(/TokenStore/);
});

it('asks order for an address and a service token, and boots while nobody is at that address', async () => {
  const problems = authSettings('verifier')
    .safeParse({ AUTH_STRATEGY: 'opaque-token', MEMBER_URL: 'member:3001', SERVICE_TOKEN: 'short-word' })
    .error?.issues.map(({ path, message }) => `${path.join()} ${message}`);
  expect(problems).toEqual([
    expect.stringMatching(/^MEMBER_URL is no web address/),
    expect.stringMatching(/^SERVICE_TOKEN is shorter than 32 bytes/),
  ]);
  expect(await authProblems(configFor('verifier', { MEMBER_URL: 'http://127.0.0.1:1' }))).toEqual([]);
  expect(await authProblems(configFor('issuer'))).toEqual([]);
});

describe('order', () => {
  let server: IntrospectionServer;
  let member: IssuerSide;
  let order: VerifierSide;
  let token: string;
  const verify = async (credential: string) => order.verifier.verify(credential);
  beforeAll(async () => {
    const own = await memberWith(new MemoryTokens());
    member = own;
    server = await startIntrospectionServer(own.introspect, SERVICE_TOKEN);
  });
  beforeEach(async () => {
    await order?.close?.();
    order = await openVerifier(configFor('verifier', { MEMBER_URL: server.relay.url }), { now: Date.now });
    token = (await member.issuer.issue({ memberId: newMember() })).value;
    server.asked.length = 0;
    server.instead = undefined;
  });
  afterAll(async () => {
    await order.close?.();
    await server.stop();
  });

  it('asks once for requests with one token that come at the same time, and again for the next', async () => {
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(verdicts.every(({ ok }) => ok)).toBe(true);
    expect(server.asked).toHaveLength(1);
    await verify(token);
    expect(server.asked).toHaveLength(2);
  });

  it('shares no answer between different tokens', async () => {
    const other = (await member.issuer.issue({ memberId: newMember() })).value;
    const [one, two] = await Promise.all([verify(token), verify(other)]);
    expect(one).not.toEqual(two);
    expect(server.asked.map((form) => form.get('token')).sort()).toEqual([token, other].sort());
  });

  it('does not ask about what cannot be a token of ours', async () => {
    for (const credential of ['', 'admin', token.slice(1), `${token}A`, 'é'.repeat(43)])
      expect(await verify(credential)).toEqual({ ok: false, refusal: 'malformed' });
    expect(server.asked).toEqual([]);
  });

  it.each([
    ['its service token is refused', 401, '{}'],
    ['member’s own store is away', 503, '{}'],
    ['member has another strategy', 404, '{}'],
    ['an error looks like an answer', 500, '{"active":false}'],
    ['a proxy answers with a page', 200, '<html>'],
    ['the answer names nobody', 200, '{"active":true}'],
    ['the answer names something that is no member', 200, '{"active":true,"sub":"admin"}'],
    ['the answer says nothing', 200, '{}'],
    [
      'the answer has no end',
      200,
      JSON.stringify({ active: true, sub: newMember(), scope: 'x'.repeat(70_000) }),
    ],
  ])('cannot know when %s: no refusal comes of that', async (_, status, body) => {
    server.instead = { status, body };
    await expect(verify(token)).rejects.toBeInstanceOf(AuthUnavailable);
  });

  it('stops asking a member that does not answer, which then costs nothing, and is back within a second', async () => {
    server.relay.freeze();
    try {
      for (let failure = 0; failure < 5; failure++)
        await expect(verify(token)).rejects.toBeInstanceOf(AuthUnavailable);
      const startedAt = performance.now();
      for (let more = 0; more < 20; more++)
        await expect(verify(token)).rejects.toBeInstanceOf(AuthUnavailable);
      expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS);
    } finally {
      server.relay.thaw();
    }
    const isBack = () =>
      verify(token).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(isBack, 1000);
  });
});
