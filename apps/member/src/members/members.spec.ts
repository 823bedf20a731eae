import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import { type Running, start } from '@doorman/service';
import { member } from '../member.js';
import { Client } from '../testing/client.js';
import { SERVICE_TOKEN, serveMember, settingsFor } from '../testing/served-member.js';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const address = { line1: '1 High St', city: 'Seoul', postcode: '04524', country: 'KR' };
const asService = { authorization: `Bearer ${SERVICE_TOKEN}` };

describe.each(['redis-session', 'shared-secret-jwt'])('under %s', (strategy) => {
  let served: Running;
  beforeAll(async () => {
    served = await serveMember(stores, strategy);
  });
  afterAll(() => served.stop());

  it('a member registers, logs in and is known', async () => {
    const ann = new Client(served.url);
    const registered = await ann.register();
    expect(registered).toMatchObject({
      status: 201,
      body: { id: expect.any(String), email: ann.email, name: 'Ann' },
    });
    expect(Object.keys(registered.body)).toEqual(['id', 'email', 'name']);
    expect(await ann.login()).toMatchObject({ status: 200, body: { member: registered.body, strategy } });
    expect(await ann.send('GET', '/me')).toMatchObject({
      status: 200,
      body: { ...registered.body, address: null },
    });
  });

  it('keeps the address that a member gives', async () => {
    const ann = new Client(served.url);
    await ann.register();
    await ann.login();
    expect(await ann.send('PUT', '/me/address', { ...address, country: 'kr' })).toMatchObject({
      status: 200,
      body: address,
    });
    expect((await ann.send('GET', '/me')).body.address).toEqual(address);
  });

  it('tells a service the address of a member, and nobody else', async () => {
    const ann = new Client(served.url);
    const { id } = (await ann.register()).body;
    await ann.login();
    const path = `/members/${id}/address`;
    expect(await ann.send('GET', path)).toMatchObject({
      status: 401,
      body: { code: 'service-token-refused' },
    });
    expect(await ann.send('GET', path, undefined, asService)).toMatchObject({ body: { address: null } });
    await ann.send('PUT', '/me/address', address);
    expect(await ann.send('GET', path, undefined, asService)).toMatchObject({
      status: 200,
      body: { address },
    });
  });

  it('tells a service that there is no such member', async () => {
    const path = '/members/00000000-0000-4000-8000-000000000000/address';
    expect(await new Client(served.url).send('GET', path, undefined, asService)).toMatchObject({
      status: 404,
      body: { code: 'member-not-found' },
    });
  });
});

it('an email belongs to one member, in whatever case it is typed', async () => {
  const served = await serveMember(stores, 'stateless');
  const ann = new Client(served.url);
  await ann.register();
  expect(await ann.register(ann.email.toUpperCase())).toMatchObject({
    status: 409,
    body: { code: 'email-taken' },
  });
  expect((await ann.login(ann.email.toUpperCase())).status).toBe(200);
  await served.stop();
});

it('of 20 that register with one email at once, one becomes a member', async () => {
  const served = await serveMember(stores, 'stateless');
  const ann = new Client(served.url);
  const answers = await Promise.all(Array.from({ length: 20 }, () => ann.register()));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  await served.stop();
});

it('replicas that start together on an empty database all start', async () => {
  const settings = await settingsFor(stores, 'stateless');
  const replicas = await Promise.all(Array.from({ length: 4 }, () => start(member, settings)));
  const [first, ...others] = replicas.map(({ url }) => new Client(url));
  await first?.register();
  for (const other of others) expect((await other.login(first?.email, first?.password)).status).toBe(200);
  await Promise.all(replicas.map((replica) => replica.stop()));
});
