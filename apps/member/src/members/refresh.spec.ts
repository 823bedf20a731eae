import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import { RefreshAnswer } from '@doorman/contracts';
import { type Running, start } from '@doorman/service';
import { member } from '../member.js';
import { Client } from '../testing/client.js';
import { serveMember, settingsFor } from '../testing/served-member.js';

let stores: Stores;
let served: Running;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

async function loggedIn() {
  const client = new Client(served.url);
  await client.register();
  const { body } = await client.login();
  return { client, ...(body as { accessToken: string; refreshToken: string }) };
}
const refresh = (refreshToken: unknown, client = new Client(served.url)) =>
  client.send('POST', '/token/refresh', { refreshToken });
const refusedAs = (code: string) => ({ status: 401, body: { code } });

describe('under refreshed-jwt', () => {
  beforeAll(async () => {
    served = await serveMember(stores, 'refreshed-jwt');
  });
  afterAll(() => served.stop());

  it('a refresh token buys an access token and the next refresh token', async () => {
    const { accessToken, refreshToken } = await loggedIn();
    const answer = await refresh(refreshToken);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(RefreshAnswer.parse(answer.body)).toMatchObject({ tokenType: 'Bearer', expiresIn: 300 });
    expect(answer.body.refreshToken).not.toBe(refreshToken);
    expect(answer.body.accessToken).not.toBe(accessToken);
    const me = await new Client(served.url).send('GET', '/me', undefined, {
      authorization: `Bearer ${answer.body.accessToken}`,
    });
    expect(me.status).toBe(200);
  });

  it('two tabs that refresh at once get the same refresh token', async () => {
    const { refreshToken } = await loggedIn();
    const [one, other] = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(one.body.refreshToken).toBe(other.body.refreshToken);
  });

  it('an old refresh token ends the login, and says so with a challenge', async () => {
    const { refreshToken } = await loggedIn();
    const second = await refresh(refreshToken);
    const third = await refresh(second.body.refreshToken);
    const answer = await refresh(refreshToken);
    expect(answer).toMatchObject(refusedAs('credential-revoked'));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="doorman"');
    expect(await refresh(third.body.refreshToken)).toMatchObject(refusedAs('credential-unknown'));
  });

  it('what is no refresh token is refused, and what is no body is invalid', async () => {
    expect(await refresh('admin')).toMatchObject(refusedAs('credential-malformed'));
    for (const token of [undefined, null, 1, {}, 'x'.repeat(10_000)])
      expect(await refresh(token)).toMatchObject({ status: 422, body: { code: 'request-invalid' } });
  });

  it('after a logout, here or everywhere, there is nothing left to refresh', async () => {
    for (const path of ['/logout', '/logout/everywhere']) {
      const { client, refreshToken } = await loggedIn();
      expect((await client.send('POST', path)).status).toBe(204);
      expect(await refresh(refreshToken)).toMatchObject(refusedAs('credential-unknown'));
    }
  });

  it('a member sees the devices that are logged in, and ends one of them', async () => {
    const { client, refreshToken } = await loggedIn();
    const phone = client.elsewhere();
    const { body: onPhone } = await phone.login();
    const { body: sessions } = await client.send('GET', '/sessions');
    expect(sessions).toHaveLength(2);
    const other = sessions.find(({ current }: { current: boolean }) => !current);
    expect((await client.send('DELETE', `/sessions/${other.id}`)).status).toBe(204);
    expect(await refresh(onPhone.refreshToken)).toMatchObject(refusedAs('credential-unknown'));
    expect((await refresh(refreshToken)).status).toBe(200);
  });
});

describe('under refreshed-jwt with the access token in a cookie', () => {
  beforeAll(async () => {
    const settings = await settingsFor(stores, 'refreshed-jwt');
    served = await start(member, { ...settings, CREDENTIAL_CARRIER: 'cookie', REVOCATION_FEED: 'on' });
  });
  afterAll(() => served.stop());

  it('a refresh sets the cookie, and the body has the next refresh token alone', async () => {
    const { refreshToken } = await loggedIn();
    const answer = await refresh(refreshToken);
    expect(answer.headers.get('set-cookie')).toMatch(/^doorman=ey.*Max-Age=300; HttpOnly/);
    expect(Object.keys(RefreshAnswer.parse(answer.body))).toEqual(['refreshToken']);
  });

  it('with the revocation feed on a logout ends the access token too', async () => {
    const { client } = await loggedIn();
    const thief = client.thief();
    expect((await client.send('POST', '/logout')).status).toBe(204);
    expect(await thief.send('GET', '/me')).toMatchObject(refusedAs('credential-revoked'));
  });
});

it('under another strategy there is nothing to refresh, whatever is asked', async () => {
  served = await serveMember(stores, 'redis-session');
  try {
    for (const body of [undefined, {}, { refreshToken: 'x' }])
      expect(await new Client(served.url).send('POST', '/token/refresh', body)).toMatchObject({
        status: 404,
        body: { code: 'not-supported-by-strategy' },
      });
  } finally {
    await served.stop();
  }
});
