import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Order } from '@doorman/contracts';
import { type Topology, startTopology } from '../src/topology/topology.js';
import { Shopper } from '../src/load/shopper.js';

let shop: Topology;
let ann: Shopper;
let order: string;

beforeAll(async () => {
  shop = await startTopology({ strategy: 'shared-secret-jwt' });
  order = shop.orders[0]?.url ?? '';
  ann = await Shopper.arrive(shop);
}, 60_000);
afterAll(() => shop.stop());

const ordersOf = async (shopper: Shopper) =>
  (await shopper.send('GET', `${order}/orders?limit=100`)).body as Order[];

it('every order that a client saw is there once after order was killed, and the others are completed by asking again', async () => {
  // Two shoppers, because a list shows 100 orders at most.
  const shoppers = [ann, await Shopper.arrive(shop)];
  const wanted = shoppers.flatMap((shopper) =>
    Array.from({ length: 100 }, () => ({ shopper, key: randomUUID() })),
  );
  const seen = new Map<string, string>();
  const placing = wanted.map(async ({ shopper, key }, at) => {
    await delay(at * 5);
    const answer = await shopper.placeOrder(order, undefined, key).catch(() => undefined);
    if (answer?.status === 201) seen.set(key, (answer.body as Order).id);
  });
  await delay(500);
  await shop.orders[0]?.kill();
  await Promise.all(placing);
  await shop.orders[0]?.restart();
  expect(seen.size).toBeGreaterThan(0);
  expect(seen.size).toBeLessThan(wanted.length);

  for (const { shopper, key } of wanted) {
    const { status, body } = await shopper.placeOrder(order, undefined, key);
    expect(status).toBe(201);
    expect((body as Order).id).toBe(seen.get(key) ?? (body as Order).id);
    seen.set(key, (body as Order).id);
  }
  const stored = (await Promise.all(shoppers.map(ordersOf))).flat();
  expect(stored.map(({ id }) => id).sort()).toEqual([...seen.values()].sort());
  expect(new Set(stored.map(({ status }) => status))).toEqual(new Set(['placed']));
}, 60_000);

it('an order is accepted while member is down, and completed within 5 s of its return', async () => {
  const bob = await Shopper.arrive(shop);
  await shop.members[0]?.kill();
  const { status, body } = await bob.placeOrder(order);
  expect([status, (body as Order).status]).toEqual([201, 'awaiting-address']);
  await delay(2000);
  await shop.members[0]?.restart();
  const backAt = performance.now();
  let [latest] = await ordersOf(bob);
  while (latest?.status !== 'placed' && performance.now() - backAt < 5000) {
    await delay(50);
    [latest] = await ordersOf(bob);
  }
  expect(latest).toMatchObject({ id: (body as Order).id, status: 'placed', address: { city: 'Seoul' } });
}, 60_000);
