import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, createRemoteJWKSet, jwtVerify } from 'jose';
import { authSettings, openIssuer, openVerifier } from '../config.js';
import { AuthUnavailable } from '../errors.js';
import { COOL_DOWN_MS } from '../keys/remote-keys.js';
import type { IssuerSide, VerifierSide } from '../strategy.js';
import { newMember, until } from '../testing/contract-tools.js';
import { newEcKeyPair, newRsaKeyPair } from '../testing/key-pairs.js';
import { type KeyServer, startKeyServer } from '../testing/key-server.js';
import { type Surroundings, describeStrategy } from '../testing/strategy-contract.js';

const AUTH_STRATEGY = 'public-key-jwt';
const tools = { now: Date.now };

const memberWith = (key: { privateKey: string }, previous?: { publicKey: string }): Promise<IssuerSide> =>
  openIssuer(
    authSettings('issuer').parse({
      AUTH_STRATEGY,
      ACCESS_TOKEN_PRIVATE_KEY: key.privateKey,
      ...(previous && { ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS: previous.publicKey }),
    }),
    tools,
  );
const keysOf = (member: IssuerSide) => member.publicKeys ?? { keys: [] };

/** Public keys come over real HTTP from a server that can be lost; `order` is told nothing but its address. */
async function withKeyServer(): Promise<Surroundings> {
  const { privateKey } = newEcKeyPair();
  const server = await startKeyServer(keysOf(await memberWith({ privateKey })));
  return {
    environment: { ACCESS_TOKEN_PRIVATE_KEY: privateKey, MEMBER_URL: server.relay.url },
    outage: 'member',
    store: { ...server.relay, dump: async () => Buffer.alloc(0) },
    stop: () => server.stop(),
  };
}

describeStrategy(AUTH_STRATEGY, withKeyServer);

const open: (() => Promise<void> | undefined)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function keyServer(...published: Parameters<typeof startKeyServer>): Promise<KeyServer> {
  const server = await startKeyServer(...published);
  open.push(() => server.stop());
  return server;
}

async function orderAt(server: KeyServer): Promise<VerifierSide> {
  // A machine that is busy with other specs is no outage; a member that was killed is noticed at once.
  const own = { MEMBER_URL: server.relay.url, STORE_TIMEOUT_MS: '5000' };
  const config = authSettings('verifier').parse({ AUTH_STRATEGY, ...own });
  const side = await openVerifier(config, tools);
  open.push(() => side.close?.());
  return side;
}

const tokenOf = async ({ issuer }: IssuerSide, memberId = newMember()) =>
  (await issuer.issue({ memberId })).value;
const outcome = async ({ verifier }: VerifierSide, token: string) => {
  try {
    const verdict = await verifier.verify(token);
    return verdict.ok ? 'accepted' : verdict.refusal;
  } catch (error) {
    return error instanceof AuthUnavailable ? 'unavailable' : error;
  }
};

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const nowSeconds = Math.floor(Date.now() / 1000);
const claims = {
  sub: randomUUID(),
  iss: 'doorman',
  aud: 'doorman',
  iat: nowSeconds,
  exp: nowSeconds + 600,
};
const forged = (kid: string, alg = 'ES256') =>
  `${part({ alg, typ: 'JWT', kid })}.${part(claims)}.${Buffer.alloc(64, 1).toString('base64url')}`;

describe('a token', () => {
  it.each([
    ['ES256', newEcKeyPair],
    ['RS256', newRsaKeyPair],
  ])('signed with %s is accepted by jose, which knows nothing but where the keys are', async (alg, make) => {
    const member = await memberWith(make());
    const { relay } = await keyServer(keysOf(member));
    const memberId = newMember();
    const { payload, protectedHeader } = await jwtVerify(
      await tokenOf(member, memberId),
      createRemoteJWKSet(new URL('/.well-known/jwks.json', relay.url)),
      { issuer: 'doorman', audience: 'doorman' },
    );
    expect([payload.sub, protectedHeader.alg]).toEqual([memberId, alg]);
  });

  it.each([
    ['ES256', newEcKeyPair],
    ['RS256', newRsaKeyPair],
  ])('signed with %s is accepted by order without a promise: the key is at hand', async (_, make) => {
    const member = await memberWith(make());
    const order = await orderAt(await keyServer(keysOf(member)));
    expect(order.verifier.verify(await tokenOf(member))).toMatchObject({ ok: true });
  });

  it('names its key by the thumbprint of RFC 7638', async () => {
    for (const pair of [newEcKeyPair(), newRsaKeyPair()]) {
      const [jwk] = keysOf(await memberWith(pair)).keys;
      expect(jwk?.kid).toBe(await calculateJwkThumbprint(jwk as never));
    }
  });

  it('made with the public key as an HMAC secret is refused', async () => {
    const pair = newEcKeyPair();
    const member = await memberWith(pair);
    const order = await orderAt(await keyServer(keysOf(member)));
    const kid = keysOf(member).keys[0]?.kid as string;
    const signed = `${part({ alg: 'HS256', typ: 'JWT', kid })}.${part(claims)}`;
    const der = createPublicKey(pair.publicKey).export({ format: 'der', type: 'spki' });
    for (const secret of [pair.publicKey, pair.publicKey.trim(), der]) {
      const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
      for (const side of [member, order]) expect(await outcome(side, token)).toBe('forged');
    }
  });

  it('of another key that claims the name of ours is refused', async () => {
    const [member, other] = [await memberWith(newEcKeyPair()), await memberWith(newEcKeyPair())];
    const order = await orderAt(await keyServer(keysOf(member)));
    const [, payload, signature] = (await tokenOf(other)).split('.');
    const [header] = (await tokenOf(member)).split('.');
    for (const side of [member, order])
      expect(await outcome(side, `${header}.${payload}.${signature}`)).toBe('forged');
  });
});

it('no private part of a key is published', async () => {
  for (const pair of [newEcKeyPair(), newRsaKeyPair()]) {
    for (const jwk of keysOf(await memberWith(pair, newRsaKeyPair())).keys) {
      expect(Object.keys(jwk)).not.toContain('d');
      expect(jwk).toMatchObject({ use: 'sig', alg: expect.stringMatching(/^[ER]S256$/) });
    }
  }
});

it('of the keys that member publishes, order takes those that our tokens can be signed with', async () => {
  const [member, other] = [await memberWith(newEcKeyPair()), await memberWith(newEcKeyPair())];
  const forEncryption = keysOf(other).keys.map((jwk) => ({ ...jwk, use: 'enc' }));
  const unknown = [{ kty: 'oct', k: 'AAAA', kid: 'a' }, { kty: 'EC', kid: 'b' }, {}];
  const published = { keys: [...unknown, ...forEncryption, ...keysOf(member).keys] };
  const order = await orderAt(await keyServer(published as never));
  expect(await outcome(order, await tokenOf(member))).toBe('accepted');
  for (const token of [await tokenOf(other), forged('a'), forged('b')])
    expect(await outcome(order, token)).toBe('forged');
});

describe('while keys are being changed', () => {
  it('not one token is refused, whichever replica made it and whoever checks it', async () => {
    const [old, next] = [newEcKeyPair(), newEcKeyPair()];
    // Published before it signs, then signing while the old one is still published.
    const [before, during, after] = [
      await memberWith(old),
      await memberWith(old, next),
      await memberWith(next, old),
    ];
    const server = await keyServer(keysOf(before), 1);
    const order = await orderAt(server);
    const tokens = [await tokenOf(before)];
    const step = async (member: IssuerSide) => {
      const asked = server.asked;
      server.published = keysOf(member);
      await until(async () => server.asked > asked, 3000);
      tokens.push(await tokenOf(during), ...(member === after ? [await tokenOf(after)] : []));
      for (const token of tokens)
        for (const side of [during, after, order]) expect(await outcome(side, token)).toBe('accepted');
    };
    await step(during);
    await step(after);
  });

  it('a key that order has not seen yet is fetched when a token names it', async () => {
    const [old, next] = [newEcKeyPair(), newEcKeyPair()];
    const server = await keyServer(keysOf(await memberWith(old)));
    const order = await orderAt(server);
    const member = await memberWith(next, old);
    server.published = keysOf(member);
    const token = await tokenOf(member);
    await until(async () => (await outcome(order, token)) === 'accepted', COOL_DOWN_MS + 500);
    expect(server.asked).toBe(2);
  });

  it('a key that is no longer published is forgotten when the answer has grown old, with nobody asking', async () => {
    const [old, next] = [await memberWith(newEcKeyPair()), await memberWith(newEcKeyPair())];
    const server = await keyServer(keysOf(old), 1);
    const order = await orderAt(server);
    const token = await tokenOf(old);
    server.published = keysOf(next);
    await until(async () => server.asked > 1, 3000);
    await until(async () => (await outcome(order, token)) === 'forged');
  });
});

it('a storm of forged key ids costs the member service one question a cool-down, and delays nobody', async () => {
  const member = await memberWith(newEcKeyPair());
  const server = await keyServer(keysOf(member));
  const order = await orderAt(server);
  const token = await tokenOf(member);
  const startedAt = performance.now();
  while (performance.now() - startedAt < 2.5 * COOL_DOWN_MS) {
    const storm = await Promise.all(Array.from({ length: 50 }, () => outcome(order, forged(randomUUID()))));
    expect(new Set(storm)).toEqual(new Set(['forged']));
    expect(order.verifier.verify(token)).toMatchObject({ ok: true });
  }
  expect(server.asked).toBeGreaterThan(1);
  expect(server.asked).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startedAt) / COOL_DOWN_MS));
});

describe('while the member service is down', () => {
  it('order starts, cannot know, and knows as soon as member is there', async () => {
    const member = await memberWith(newEcKeyPair());
    const token = await tokenOf(member);
    const server = await keyServer(keysOf(member));
    await server.relay.kill();
    const order = await orderAt(server);
    expect(await outcome(order, token)).toBe('unavailable');
    await expect(order.ready?.()).rejects.toBeInstanceOf(AuthUnavailable);
    await server.relay.restart();
    await until(async () => (await outcome(order, token)) === 'accepted', COOL_DOWN_MS + 500);
    await order.ready?.();
  });

  it('a key that is not known may be a new one: that is no refusal', async () => {
    const server = await keyServer(keysOf(await memberWith(newEcKeyPair())));
    const order = await orderAt(server);
    await until(async () => (await outcome(order, forged('a'))) === 'forged', COOL_DOWN_MS + 500);
    await server.relay.kill();
    const token = await tokenOf(await memberWith(newEcKeyPair()));
    await until(async () => (await outcome(order, token)) === 'unavailable', COOL_DOWN_MS + 500);
    await server.relay.restart();
  });

  it.each([
    ['is no key set', { keys: 'none' }],
    ['has no key', { keys: [] }],
    ['has none that signs', { keys: [{ kty: 'oct', k: 'AAAA', kid: 'a' }] }],
  ])('an answer that %s is no answer: what is known stays good', async (_, answer) => {
    const member = await memberWith(newEcKeyPair());
    const token = await tokenOf(member);
    const server = await keyServer(answer as never);
    expect(await outcome(await orderAt(server), token)).toBe('unavailable');
    server.published = keysOf(member);
    const order = await orderAt(server);
    server.published = answer as never;
    await until(async () => (await outcome(order, forged('a'))) === 'unavailable', COOL_DOWN_MS + 500);
    expect(await outcome(order, token)).toBe('accepted');
  });
});
