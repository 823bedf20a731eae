import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import type { Running } from '@doorman/service';
import {
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  allowInsecureRequests,
  tokenIntrospection,
} from 'openid-client';
import { Client } from '../testing/client.js';
import { SERVICE_TOKEN, serveMember } from '../testing/served-member.js';

let stores: Stores;
let served: Running;
beforeAll(async () => {
  stores = await startStores();
  served = await serveMember(stores, 'opaque-token');
});
afterAll(async () => {
  await served.stop();
  await stores.stop();
});

async function loggedIn() {
  const client = new Client(served.url);
  const { body: member } = await client.register();
  const { accessToken } = (await client.login()).body;
  return { client, id: member.id as string, token: accessToken as string };
}

/** What openid-client makes of it, as it is: told where the endpoint is, and how to introduce itself. */
function introspect(token: string, as: ClientAuth) {
  const server = { issuer: served.url, introspection_endpoint: `${served.url}/introspect` };
  const config = new Configuration(server, 'order', undefined, as);
  allowInsecureRequests(config);
  return tokenIntrospection(config, token, { token_type_hint: 'access_token' });
}

const asBearer: ClientAuth = (_server, _client, _body, headers) =>
  headers.set('authorization', `Bearer ${SERVICE_TOKEN}`);

describe.each([
  ['client_secret_basic', ClientSecretBasic(SERVICE_TOKEN), ClientSecretBasic('guess')],
  ['client_secret_post', ClientSecretPost(SERVICE_TOKEN), ClientSecretPost('guess')],
  [
    'a bearer token',
    asBearer,
    ((_s, _c, _b, headers) => headers.set('authorization', 'Bearer guess')) as ClientAuth,
  ],
])('openid-client with %s', (_, service, stranger) => {
  it('learns whose token it is and until when, and that it has ended', async () => {
    const { client, id, token } = await loggedIn();
    const now = Date.now() / 1000;
    expect(await introspect(token, service)).toEqual({
      active: true,
      sub: id,
      iat: expect.closeTo(now, -1),
      exp: expect.closeTo(now + 1800, -1),
      token_type: 'Bearer',
    });
    await client.send('POST', '/logout');
    expect(await introspect(token, service)).toEqual({ active: false });
  });

  it('learns nothing without the service token', async () => {
    const { token } = await loggedIn();
    await expect(introspect(token, stranger)).rejects.toThrow();
  });
});

const ask = (form: string, url = served.url) =>
  new Client(url).send('POST', '/introspect', form, {
    authorization: `Bearer ${SERVICE_TOKEN}`,
    'content-type': 'application/x-www-form-urlencoded',
  });

it('an answer is kept by nobody', async () => {
  const { token } = await loggedIn();
  for (const form of [`token=${token}`, 'token=anything'])
    expect((await ask(form)).headers.get('cache-control')).toBe('no-store');
});

it.each([
  ['without a token', 'token_type_hint=access_token', 'request-invalid'],
  ['with an empty one', 'token=', 'request-invalid'],
  ['with two', 'token=a&token=b', 'body-malformed'],
  ['with nothing', '', 'request-invalid'],
])('a form %s is refused', async (_, form, code) => {
  expect((await ask(form)).body.code).toBe(code);
});

it('a form is refused by every other route, as it always was', async () => {
  const answer = await new Client(served.url).send('POST', '/login', 'email=a&password=b', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
});

it('a member’s token does not let its holder ask about tokens', async () => {
  const { client } = await loggedIn();
  expect((await client.send('POST', '/introspect', { token: 'any' })).body.code).toBe(
    'service-token-refused',
  );
});

it('a member sees the devices that are logged in, ends one, and logs out everywhere', async () => {
  const { client: ann } = await loggedIn();
  const phone = ann.elsewhere();
  await phone.login();
  const other = (await ann.send('GET', '/sessions')).body.find(
    ({ current }: { current: boolean }) => !current,
  );
  expect((await ann.send('DELETE', `/sessions/${other.id}`)).status).toBe(204);
  const statuses = async () => [
    (await ann.send('GET', '/me')).status,
    (await phone.send('GET', '/me')).status,
  ];
  expect(await statuses()).toEqual([200, 401]);
  await phone.login();
  expect((await phone.send('POST', '/logout/everywhere')).status).toBe(204);
  expect(await statuses()).toEqual([401, 401]);
});

it.each(['freeze', 'kill'] as const)(
  'after a %s of the database it says that it cannot know',
  async (fault) => {
    const own = await startStores();
    const other = await serveMember(own, 'opaque-token');
    try {
      const client = new Client(other.url);
      await client.register();
      const { accessToken } = (await client.login()).body;
      await own.postgres[fault]();
      const startedAt = performance.now();
      const asked = await ask(`token=${accessToken}`, other.url);
      for (const answer of [asked, await client.send('GET', '/me')]) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'auth-unavailable' } });
        expect(answer.headers.get('retry-after')).toBe('1');
      }
      expect(performance.now() - startedAt).toBeLessThan(3_000);
    } finally {
      if (fault === 'freeze') await own.postgres.thaw();
      await other.stop();
      await own.stop();
    }
  },
);

it('under another strategy nothing is said of its credentials', async () => {
  const other = await serveMember(stores, 'redis-session');
  const answer = await ask('token=any', other.url);
  expect(answer).toMatchObject({ status: 404, body: { code: 'not-supported-by-strategy' } });
  await other.stop();
});
