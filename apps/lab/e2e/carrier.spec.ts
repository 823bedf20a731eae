import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ProblemBody } from '@doorman/contracts';
import { Shopper } from '../src/load/shopper.js';
import { type Topology, startTopology } from '../src/topology/topology.js';

let shop: Topology;
let ann: Shopper;
let order: string;

beforeAll(async () => {
  shop = await startTopology({
    strategy: 'shared-secret-jwt',
    environment: { CREDENTIAL_CARRIER: 'cookie' },
  });
  order = shop.orders[0]?.url ?? '';
  ann = await Shopper.arrive(shop);
}, 60_000);
afterAll(() => shop.stop());

it('a token travels in a cookie that no script can read, and in no body', async () => {
  const { body, headers } = await ann.login();
  expect(headers.get('set-cookie')).toMatch(
    /^doorman=[\w.-]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax$/,
  );
  expect(JSON.stringify(body)).not.toContain('accessToken');
  expect(Object.keys(ann.credential)).toEqual(['cookie']);
});

it('order knows who is asking by the cookie, and passes it on to member for the address', async () => {
  expect((await ann.send('GET', `${order}/orders`)).status).toBe(200);
  expect((await ann.placeOrder(order)).body).toMatchObject({ status: 'placed', address: { city: 'Seoul' } });
});

it('a page of another site may not change anything with it', async () => {
  const url = `${order}/cart/items/assam-second-flush-100g`;
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    const { status, body } = await ann.send('PUT', url, { quantity: 9 }, headers);
    expect([status, (body as ProblemBody).code]).toEqual([403, 'cross-site-write']);
  }
  expect((await ann.send('PUT', url, { quantity: 1 })).status).toBe(200);
});

it('logging out takes the cookie from the browser', async () => {
  const { status, headers } = await ann.send('POST', `${ann.member}/logout`);
  expect([status, headers.get('set-cookie')]).toEqual([
    204,
    expect.stringMatching(/^doorman=; Path=\/; Max-Age=0/),
  ]);
});
