import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import type { Running } from '@doorman/service';
import { Client } from '../testing/client.js';
import { serveMember } from '../testing/served-member.js';

let stores: Stores;
let served: Running;

async function loggedIn(): Promise<Client> {
  const client = new Client(served.url);
  await client.register();
  await client.login();
  return client;
}

const statusOfMe = async (client: Client) => (await client.send('GET', '/me')).status;

beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

describe('under redis-session', () => {
  beforeAll(async () => {
    served = await serveMember(stores, 'redis-session');
  });
  afterAll(() => served.stop());

  it('a logout ends this login and takes the cookie back, and leaves the other devices alone', async () => {
    const ann = await loggedIn();
    const phone = ann.elsewhere();
    await phone.login();
    const answer = await ann.send('POST', '/logout');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^doorman=; .*Max-Age=0/);
    expect([await statusOfMe(ann), await statusOfMe(phone)]).toEqual([401, 200]);
  });

  it('a logout everywhere ends every login of the member and of nobody else', async () => {
    const [ann, bob] = [await loggedIn(), await loggedIn()];
    const phone = ann.elsewhere();
    await phone.login();
    expect((await ann.send('POST', '/logout/everywhere')).status).toBe(204);
    expect([await statusOfMe(ann), await statusOfMe(phone), await statusOfMe(bob)]).toEqual([401, 401, 200]);
  });

  it('a member sees the devices that are logged in, and ends one of them', async () => {
    const ann = await loggedIn();
    const phone = ann.elsewhere();
    await phone.login();
    const { status, body: sessions } = await ann.send('GET', '/sessions');
    expect(status).toBe(200);
    expect(sessions).toHaveLength(2);
    const other = sessions.find(({ current }: { current: boolean }) => !current);
    expect(new Date(other.createdAt).getTime()).toBeGreaterThan(Date.now() - 60_000);

    expect((await ann.send('DELETE', `/sessions/${other.id}`)).status).toBe(204);
    expect([await statusOfMe(ann), await statusOfMe(phone)]).toEqual([200, 401]);
    expect((await ann.send('DELETE', `/sessions/${other.id}`)).body.code).toBe('session-not-found');
  });

  it('a member cannot end the session of another', async () => {
    const [ann, bob] = [await loggedIn(), await loggedIn()];
    const [{ id }] = (await ann.send('GET', '/sessions')).body;
    expect((await bob.send('DELETE', `/sessions/${id}`)).status).toBe(404);
    expect(await statusOfMe(ann)).toBe(200);
  });

  it('a login ends the session that the same browser held before', async () => {
    const ann = await loggedIn();
    const thief = ann.thief();
    expect(await statusOfMe(thief)).toBe(200);
    await ann.login();
    expect([await statusOfMe(ann), await statusOfMe(thief)]).toEqual([200, 401]);
  });
});

describe('under shared-secret-jwt', () => {
  beforeAll(async () => {
    served = await serveMember(stores, 'shared-secret-jwt');
  });
  afterAll(() => served.stop());

  it('a logout is answered, and the token goes on being good until it expires, as the strategy says of itself', async () => {
    const ann = await loggedIn();
    for (const path of ['/logout', '/logout/everywhere']) {
      expect((await ann.send('POST', path)).status).toBe(204);
      expect(await statusOfMe(ann)).toBe(200);
    }
  });

  it('there is no list of devices', async () => {
    const ann = await loggedIn();
    const refusal = { status: 404, body: { code: 'not-supported-by-strategy' } };
    expect(await ann.send('GET', '/sessions')).toMatchObject(refusal);
    expect(await ann.send('DELETE', '/sessions/any')).toMatchObject(refusal);
  });
});
