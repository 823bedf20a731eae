import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import { type Running, start } from '@doorman/service';
import { member } from '../member.js';
import { Client } from '../testing/client.js';
import { serveMember, settingsFor } from '../testing/served-member.js';

const privateKey = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
    publicKeyEncoding: { format: 'pem', type: 'spki' },
  }).privateKey;

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

describe('under public-key-jwt', () => {
  let served: Running;
  let nobody: Client;
  beforeAll(async () => {
    served = await start(member, {
      ...(await settingsFor(stores, 'public-key-jwt')),
      ACCESS_TOKEN_PRIVATE_KEY: privateKey(),
      ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS: privateKey(),
    });
    nobody = new Client(served.url);
  });
  afterAll(() => served.stop());

  const path = '/.well-known/jwks.json';

  it('everybody may have the public keys, the current and the other one, and keep them for a while', async () => {
    const { status, headers, body } = await nobody.send('GET', path);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    const key = {
      kty: 'EC',
      crv: 'P-256',
      alg: 'ES256',
      use: 'sig',
      x: expect.any(String),
      y: expect.any(String),
    };
    expect(body).toEqual({
      keys: [
        { ...key, kid: expect.any(String) },
        { ...key, kid: expect.any(String) },
      ],
    });
  });

  it('whoever has them already is told so', async () => {
    const etag = (await nobody.send('GET', path)).headers.get('etag') ?? '';
    const again = await nobody.send('GET', path, undefined, { 'if-none-match': `"other", W/${etag}` });
    expect([again.status, again.body]).toEqual([304, '']);
    expect(again.headers.get('cache-control')).toBe('public, max-age=300');
    expect((await nobody.send('GET', path, undefined, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('a login hands out a token that names a published key and opens the closed routes', async () => {
    const ann = new Client(served.url);
    await ann.register();
    const { accessToken } = (await ann.login()).body;
    const { kid } = JSON.parse(Buffer.from(accessToken.split('.')[0], 'base64url').toString());
    expect((await nobody.send('GET', path)).body.keys[0].kid).toBe(kid);
    expect((await ann.send('GET', '/me')).status).toBe(200);
  });
});

it('without a key it does not start, and makes none of its own', async () => {
  await expect(start(member, await settingsFor(stores, 'public-key-jwt'))).rejects.toMatchObject({
    problems: [expect.stringMatching(/^ACCESS_TOKEN_PRIVATE_KEY is not set/)],
  });
});

it('under a strategy without public keys there are none, and nobody keeps that answer', async () => {
  const served = await serveMember(stores, 'shared-secret-jwt');
  const answer = await new Client(served.url).send('GET', '/.well-known/jwks.json');
  expect(answer).toMatchObject({ status: 404, body: { code: 'not-supported-by-strategy' } });
  expect(answer.headers.get('cache-control') ?? '').not.toContain('public');
  await served.stop();
});
