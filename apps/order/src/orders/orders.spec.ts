import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import type { Order } from '@doorman/contracts';
import { Carts } from '../cart/carts.js';
import { Shopper } from '../cart/shopper.js';
import { Catalogue } from '../products/catalogue.js';
import type { Client } from '../testing/client.js';
import { type Shop, address, openShop } from '../testing/shop.js';
import { OrdersStore } from './orders.store.js';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const tea = { sku: 'earl-grey-bergamot-50g', quantity: 2 };
const rice = { sku: 'genmaicha-roasted-rice-100g', quantity: 1 };
const key = randomUUID;

const ordersOf = async (client: Client): Promise<Order[]> => (await client.send('GET', '/orders')).body;

describe.each(['redis-session', 'shared-secret-jwt', 'sealed-cookie'])('ordering under %s', (strategy) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(stores, strategy, { replicas: 2 });
  });
  afterAll(() => shop.stop());

  it('places an order at the names and prices of the day, to the address that member knows', async () => {
    const ann = await shop.login();
    const { status, body } = await ann.order(key(), [tea, rice]);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      status: 'placed',
      items: [
        { ...tea, name: 'Earl Grey with bergamot, 50 g', price: { amount: 580, currency: 'EUR' } },
        { ...rice, name: 'Genmaicha with roasted rice, 100 g', price: { amount: 1311, currency: 'EUR' } },
      ],
      total: { amount: 2471, currency: 'EUR' },
      address,
      createdAt: expect.any(String),
    });
    expect((await ann.send('GET', `/orders/${body.id}`)).body).toEqual(body);
  });

  it('passes the caller’s credential and the trace on to member', async () => {
    const ann = await shop.login();
    const traceId = 'ab'.repeat(16);
    shop.member.calls.length = 0;
    await ann.send(
      'POST',
      '/orders',
      { items: [tea] },
      {
        'idempotency-key': key(),
        traceparent: `00-${traceId}-${'cd'.repeat(8)}-01`,
      },
    );
    const call = shop.member.calls.find(({ url }) => url === '/me');
    expect(call?.headers.traceparent).toMatch(
      new RegExp(`^00-${traceId}-(?!${'cd'.repeat(8)})[0-9a-f]{16}-01$`),
    );
  });

  it('places one order for 20 concurrent requests with one key', async () => {
    const ann = await shop.login();
    const one = key();
    const clients = shop.replicas.map(({ url }) => ann.at(url));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => clients[at % 2]!.order(one, [tea])),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await ordersOf(ann)).toHaveLength(1);
  });

  it('refuses a key that was used for other items, or for the cart', async () => {
    const ann = await shop.login();
    const one = key();
    const { body } = await ann.order(one, [tea, rice]);
    const reused = { status: 422, body: { code: 'idempotency-key-reused' } };
    expect(await ann.order(one, [tea])).toMatchObject(reused);
    expect(await ann.order(one, [tea, { ...rice, quantity: 2 }])).toMatchObject(reused);
    expect(await ann.order(one)).toMatchObject(reused);
    expect((await ann.order(one, [rice, tea])).body.id).toBe(body.id);
  });

  it('lets two members use the same key', async () => {
    const [ann, bob] = await Promise.all([shop.login(), shop.login()]);
    const [one, two] = await Promise.all([ann.order('1', [tea]), bob.order('1', [rice])]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body.id).not.toBe(two.body.id);
  });

  it('orders nothing that the catalogue does not know', async () => {
    const ann = await shop.login();
    const answer = await ann.order(key(), [tea, { sku: 'no-such-tea', quantity: 1 }]);
    expect(answer).toMatchObject({ status: 404, body: { code: 'product-not-found' } });
    expect(await ordersOf(ann)).toEqual([]);
  });

  it('shows own orders alone, newest first', async () => {
    const [ann, bob] = await Promise.all([shop.login(), shop.login()]);
    const first = (await ann.order(key(), [tea])).body;
    const second = (await ann.order(key(), [rice])).body;
    expect(await ordersOf(ann)).toEqual([second, first]);
    expect((await ann.send('GET', '/orders?limit=1')).body).toEqual([second]);
    expect(await ordersOf(bob)).toEqual([]);
    const another = await bob.send('GET', `/orders/${first.id}`);
    expect(another).toMatchObject({ status: 404, body: { code: 'order-not-found' } });
  });

  it('accepts an order whose member has given no address', async () => {
    const ann = await shop.login({ address: null });
    const answer = await ann.order(key(), [tea]);
    expect(answer).toMatchObject({ status: 201, body: { status: 'awaiting-address', address: null } });
  });

  describe('the cart', () => {
    it('empties it', async () => {
      const ann = await shop.login();
      await ann.put(tea.sku, tea.quantity);
      const { status, body } = await ann.order(key());
      expect([status, body.items[0]]).toEqual([201, expect.objectContaining(tea)]);
      expect(await ann.cart()).toEqual([]);
    });

    it('that is empty orders nothing', async () => {
      const ann = await shop.login();
      expect(await ann.order(key())).toMatchObject({ status: 409, body: { code: 'cart-empty' } });
    });

    it('orders it once for 20 concurrent requests with one key', async () => {
      const ann = await shop.login();
      await ann.put(tea.sku, tea.quantity);
      const one = key();
      const clients = shop.replicas.map(({ url }) => ann.at(url));
      const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => clients[at % 2]!.order(one)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect(await ordersOf(ann)).toHaveLength(1);
    });

    it('orders it once for 10 concurrent requests with ten keys', async () => {
      const ann = await shop.login();
      await ann.put(tea.sku, tea.quantity);
      const same = ann.at(ann.url);
      const answers = await Promise.all(Array.from({ length: 10 }, () => same.order(key())));
      const ordered = answers.filter(({ status }) => status === 201);
      expect(ordered).toHaveLength(1);
      for (const answer of answers) if (answer.status !== 201) expect(answer.status).toBe(409);
    });

    it('repeating the request takes out nothing that was put in since', async () => {
      const ann = await shop.login();
      await ann.put(tea.sku, tea.quantity);
      const one = key();
      const first = await ann.order(one);
      await ann.put(tea.sku, 7);
      expect((await ann.order(one)).body).toEqual(first.body);
      expect(await ann.cart()).toEqual([{ ...tea, quantity: 7 }]);
    });
  });

  describe('after a process died between writing an order and emptying its cart', () => {
    /** Leaves behind what such a process leaves behind: the order, written, and the cart as it was. */
    async function interrupted(ann: Client, idempotencyKey: string): Promise<void> {
      const { app } = shop.replicas[0]!;
      const { memberId } = ann;
      const cart = await app.get(Carts).read(new Shopper(ann, shop.credentialOf(ann)));
      const items = cart.items.map((item) => ({ ...item, ...app.get(Catalogue).product(item.sku) }));
      const order = { id: randomUUID(), memberId, idempotencyKey, cartId: cart.id, items };
      expect(await app.get(OrdersStore).insert(order, 60_000)).toBeDefined();
    }

    it('the same key completes the order and empties the cart', async () => {
      const ann = await shop.login();
      await ann.put(tea.sku, tea.quantity);
      const one = key();
      await interrupted(ann, one);
      expect(await ann.cart()).toEqual([tea]);
      await ann.put(tea.sku, 5);
      expect((await ann.order(one)).body).toMatchObject({ status: 'placed', items: [tea] });
      expect(await ann.cart()).toEqual([{ ...tea, quantity: 3 }]);
      expect(await ordersOf(ann)).toHaveLength(1);
    });

    it('another key does not order the same cart again', async () => {
      const ann = await shop.login();
      await ann.put(tea.sku, tea.quantity);
      await interrupted(ann, key());
      await ann.put(rice.sku, rice.quantity);
      expect((await ann.order(key())).body.items).toEqual([expect.objectContaining(rice)]);
      expect(await ann.cart()).toEqual([]);
    });
  });
});
