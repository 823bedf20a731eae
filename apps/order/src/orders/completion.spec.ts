import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import type { Order } from '@doorman/contracts';
import { databaseSettings, openDatabase } from '@doorman/service';
import type { Tables } from '../database/tables.js';
import type { Client } from '../testing/client.js';
import { type Shop, address, openShop } from '../testing/shop.js';
import { until } from '../testing/until.js';
import { OrdersStore } from './orders.store.js';

let stores: Stores;
let shop: Shop;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
const open = async (options?: Parameters<typeof openShop>[2]) => {
  shop = await openShop(stores, 'shared-secret-jwt', options);
};
afterEach(() => shop.stop());

const items = [{ sku: 'earl-grey-bergamot-50g', quantity: 1 }];
const order = (client: Client) => client.order(randomUUID(), items);

const statusesOf = async (client: Client): Promise<Set<string>> => {
  const orders: Order[] = (await client.send('GET', '/orders?limit=100')).body;
  return new Set(orders.map(({ status }) => status));
};
const allPlaced = (client: Client) => async () => {
  const statuses = await statusesOf(client);
  return statuses.size === 1 && statuses.has('placed');
};

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${shop.replicas[0]!.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
};

describe.each([
  ['refuses connections', () => shop.member.stop()],
  ['never answers', async () => void (shop.member.mood = 'hangs')],
  ['answers 503', async () => void (shop.member.mood = 'fails')],
])('while member %s', (_, breakIt) => {
  const repair = async () => {
    if (shop.member.mood === 'answers') await shop.member.start();
    shop.member.recover();
  };

  it('orders are accepted, soon without waiting for it, and placed within 5 s of its return', async () => {
    await open();
    const ann = await shop.login();
    await breakIt();
    for (let count = 0; count < 10; count++) {
      expect(await order(ann)).toMatchObject({ status: 201, body: { status: 'awaiting-address' } });
    }
    const startedAt = performance.now();
    for (let count = 0; count < 40; count++) expect((await order(ann)).status).toBe(201);
    expect((performance.now() - startedAt) / 40).toBeLessThan(100);
    expect(await metric('orders_awaiting_address')).toBe(50);
    expect(await metric('member_circuit_closed')).toBe(0);

    await repair();
    await until(allPlaced(ann), 5_000);
    expect(await metric('orders_awaiting_address')).toBe(0);
  });
});

it('no member’s credential is stored: the address is asked for in the service’s name', async () => {
  await open();
  const ann = await shop.login();
  await shop.member.stop();
  await order(ann);
  shop.member.calls.length = 0;
  await shop.member.start();
  await until(allPlaced(ann), 5_000);
  const asked = new Set(shop.member.calls.map(({ url }) => url));
  expect(asked).toEqual(new Set([`/members/${ann.memberId}/address`]));
});

it('an order is placed once its member has given an address', async () => {
  await open();
  const ann = await shop.login({ address: null });
  expect((await order(ann)).body.status).toBe('awaiting-address');
  await until(async () => shop.member.calls.some(({ url }) => url?.startsWith('/members/')), 5_000);
  shop.member.addresses.set(ann.memberId, address);
  await until(allPlaced(ann), 5_000);
});

it('replicas share the work, and ask about a member once for all of their orders', async () => {
  await open({ replicas: 2 });
  const members = await Promise.all(Array.from({ length: 3 }, () => shop.login()));
  await shop.member.stop();
  await Promise.all(members.flatMap((member) => Array.from({ length: 10 }, () => order(member))));
  await shop.member.start();
  shop.member.calls.length = 0;
  for (const member of members) await until(allPlaced(member), 5_000);
  // Once a round and replica at most, and not once an order.
  expect(shop.member.calls.length).toBeLessThan(20);
});

it('an order is repeated with its key while it awaits the address, and is placed by that', async () => {
  await open();
  const ann = await shop.login({ address: null });
  const key = randomUUID();
  const { id } = (await ann.order(key, items)).body;
  shop.member.addresses.set(ann.memberId, address);
  expect((await ann.order(key, items)).body).toMatchObject({ id, status: 'placed', address });
});

it('a replica that is stopped finishes the round under way', async () => {
  await open({ settings: { MEMBER_TIMEOUT_MS: '2000' } });
  const ann = await shop.login({ address: null });
  await order(ann);
  shop.member.addresses.set(ann.memberId, address);
  shop.member.mood = 'hangs';
  shop.member.calls.length = 0;
  await until(async () => shop.member.calls.length > 0, 5_000);
  const stopped = shop.replicas[0]!.stop();
  // Without that round it is gone in a tenth of this.
  await Promise.race([stopped.then(() => Promise.reject(new Error('stopped'))), setTimeout(500)]);
  shop.member.recover();
  await stopped;

  const db = openDatabase<Tables>(databaseSettings.schema.parse(shop.settings));
  expect(await new OrdersStore(db).countAwaiting()).toBe(0);
  await db.destroy();
});
