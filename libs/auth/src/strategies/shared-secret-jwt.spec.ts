import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { authSettings, openIssuer, openVerifier } from '../config.js';
import { adjustableClock } from '../testing/contract-tools.js';
import { withNothing } from '../testing/no-surroundings.js';
import { describeStrategy } from '../testing/strategy-contract.js';

describeStrategy('shared-secret-jwt', withNothing);

const [old, current] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const tools = { now: Date.now };

const settings = (secret: string, previous?: string) => ({
  AUTH_STRATEGY: 'shared-secret-jwt',
  ACCESS_TOKEN_SECRET: secret,
  ...(previous && { ACCESS_TOKEN_SECRET_PREVIOUS: previous }),
});
const issuerWith = async (secret: string, previous?: string) =>
  (await openIssuer(authSettings('issuer').parse(settings(secret, previous)), tools)).issuer;
const verifierWith = async (secret: string, previous?: string) =>
  (await openVerifier(authSettings('verifier').parse(settings(secret, previous)), tools)).verifier;

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = Math.floor(Date.now() / 1000);
const good = { sub: randomUUID(), iss: 'doorman', aud: 'doorman', iat: now, exp: now + 600 };

/** A token made by hand with the right secret. */
function token(claims: object, header: object = { alg: 'HS256', typ: 'JWT' }, hash = 'sha256'): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac(hash, current).update(signed).digest('base64url')}`;
}

describe('a token made with the right secret', () => {
  it('is accepted when its claims are ours', async () => {
    expect(await (await verifierWith(current)).verify(token(good))).toEqual({
      ok: true,
      identity: { memberId: good.sub },
    });
  });

  it.each([
    ['of another issuer', { ...good, iss: 'elsewhere' }, 'forged'],
    ['for another audience', { ...good, aud: 'elsewhere' }, 'forged'],
    ['without an end', { ...good, exp: undefined }, 'forged'],
    ['whose end is a word', { ...good, exp: 'never' }, 'forged'],
    ['that has expired', { ...good, exp: now - 1 }, 'expired'],
    ['that is not valid yet', { ...good, nbf: now + 600 }, 'forged'],
    ['of nobody', { ...good, sub: undefined }, 'forged'],
    ['of something that is no member id', { ...good, sub: "' or 1=1 --" }, 'forged'],
  ] as const)('%s is refused', async (_, claims, refusal) => {
    expect(await (await verifierWith(current)).verify(token(claims))).toEqual({ ok: false, refusal });
  });

  it.each([
    ['HS384', 'sha384'],
    ['HS512', 'sha512'],
    ['RS256', 'sha256'],
    ['none', 'sha256'],
  ])('and the algorithm %s is refused', async (alg, hash) => {
    expect(await (await verifierWith(current)).verify(token(good, { alg }, hash))).toEqual({
      ok: false,
      refusal: 'forged',
    });
  });
});

it('is answered without a promise, so that a request that asks nobody waits for nobody', async () => {
  const { value } = await (await issuerWith(current)).issue({ memberId: good.sub });
  expect((await verifierWith(current)).verify(value)).not.toBeInstanceOf(Promise);
});

it('is refused from its end on, however often it was accepted before', async () => {
  const clock = adjustableClock();
  const { issuer, verifier } = await openIssuer(authSettings('issuer').parse(settings(current)), clock);
  const { value, expiresInSeconds } = await issuer.issue({ memberId: good.sub });
  for (let request = 0; request < 3; request++)
    expect(await verifier.verify(value)).toMatchObject({ ok: true });
  await clock.during(expiresInSeconds * 1000, async () => {
    expect(await verifier.verify(value)).toEqual({ ok: false, refusal: 'expired' });
  });
});

describe('while secrets are being changed', () => {
  it('both secrets are accepted, whichever of them a service signs with', async () => {
    const [byOld, byNew] = [await issuerWith(old, current), await issuerWith(current, old)];
    for (const verifier of [await verifierWith(old, current), await verifierWith(current, old)]) {
      for (const issuer of [byOld, byNew]) {
        const { value } = await issuer.issue({ memberId: good.sub });
        expect(await verifier.verify(value)).toMatchObject({ ok: true });
      }
    }
  });

  it('the old one is refused once it is gone from the settings', async () => {
    const { value } = await (await issuerWith(old)).issue({ memberId: good.sub });
    expect(await (await verifierWith(current)).verify(value)).toEqual({ ok: false, refusal: 'forged' });
  });
});
