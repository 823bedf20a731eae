import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf, strategyNames } from '@doorman/auth';
import type { Cart, Order, ProblemBody } from '@doorman/contracts';
import { type Topology, startTopology } from '../src/topology/topology.js';
import { Shopper, address } from '../src/load/shopper.js';

/** The one suite for the whole shop: the same requests under every strategy, each held to what it claims. */
describe.each(strategyNames)('the shop under %s', (strategy) => {
  const claims = claimsOf(strategy);
  let shop: Topology;
  let ann: Shopper;
  let order: string;

  beforeAll(async () => {
    shop = await startTopology({ strategy, orders: 2 });
    order = shop.orders[0]?.url ?? '';
    ann = await Shopper.arrive(shop);
  }, 60_000);
  afterAll(() => shop.stop());

  it('lets order know who logged in at member exactly if the strategy claims so', async () => {
    const { status, body } = await ann.send('GET', `${order}/orders`);
    if (claims.sharedAcrossServices) return expect([status, body]).toEqual([200, []]);
    expect([status, (body as ProblemBody).code]).toEqual([
      401,
      expect.stringMatching(/^credential-(missing|unknown)$/),
    ]);
  });

  it('lets member know who logged in there, unless nothing is kept at all', async () => {
    const { status, body } = await ann.send('GET', `${ann.member}/me`);
    expect(status).toBe(claims.carrier === 'none' ? 401 : 200);
    if (status === 200) expect(body).toMatchObject({ email: ann.email, address });
  });

  it('shows the catalogue to everybody', async () => {
    const { status, body } = await new Shopper(shop).send('GET', `${order}/products`);
    expect([status, body]).toEqual([
      200,
      expect.arrayContaining([expect.objectContaining({ sku: 'assam-second-flush-100g' })]),
    ]);
  });

  if (claims.sharedAcrossServices) {
    it('keeps a cart, orders it once per key, and empties it', async () => {
      const bob = await Shopper.arrive(shop);
      await bob.send('PUT', `${order}/cart/items/assam-second-flush-100g`, { quantity: 2 });
      const cart = await bob.send('GET', `${shop.orders[1]?.url}/cart`);
      expect((cart.body as Cart).items).toEqual([{ sku: 'assam-second-flush-100g', quantity: 2 }]);

      const key = randomUUID();
      const placed = await bob.placeOrder(order, {}, key);
      expect([placed.status, (placed.body as Order).status]).toEqual([201, 'placed']);
      expect((placed.body as Order).address).toEqual(address);
      const again = await bob.placeOrder(order, {}, key);
      expect([again.status, (again.body as Order).id]).toEqual([201, (placed.body as Order).id]);
      expect((await bob.send('GET', `${order}/cart`)).body).toEqual({ items: [] });
      expect((await bob.send('GET', `${order}/orders`)).body).toHaveLength(1);
    });

    it('places one order for 20 requests with one key at two replicas', async () => {
      const bob = await Shopper.arrive(shop);
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => bob.placeOrder(shop.orders[n % 2]?.url ?? '', undefined, key)),
      );
      expect(new Set(answers.map(({ status, body }) => `${status} ${(body as Order).id}`)).size).toBe(1);
      expect((await bob.send('GET', `${order}/orders`)).body).toHaveLength(1);
    });

    it('shows nobody another member’s order', async () => {
      const placed = await ann.placeOrder(order);
      const eve = await Shopper.arrive(shop);
      const { status, body } = await eve.send('GET', `${order}/orders/${(placed.body as Order).id}`);
      expect([status, (body as ProblemBody).code]).toEqual([404, 'order-not-found']);
    });

    it('ends a login as the strategy claims, at every service', async () => {
      const bob = await Shopper.arrive(shop);
      const { credential } = bob;
      expect((await bob.send('POST', `${bob.member}/logout`)).status).toBe(204);
      bob.credential = credential;
      const statusSoon = async (expected: number) => {
        const giveUpAt = performance.now() + 1000;
        for (;;) {
          bob.credential = credential;
          const { status } = await bob.send('GET', `${order}/orders`);
          if (status === expected || performance.now() > giveUpAt) return status;
        }
      };
      if (claims.revocation === 'at-expiry') expect(await statusSoon(200)).toBe(200);
      else expect(await statusSoon(401)).toBe(401);
    });

    it('answers 1,000 requests spread over the replicas without a single 401', async () => {
      const statuses: Record<number, number> = {};
      await Promise.all(
        Array.from({ length: 20 }, async (_, worker) => {
          for (let request = 0; request < 50; request++) {
            const { status } = await ann.send('GET', `${shop.orders[(worker + request) % 2]?.url}/orders`);
            statuses[status] = (statuses[status] ?? 0) + 1;
          }
        }),
      );
      expect(statuses).toEqual({ 200: 1000 });
    });
  }
});
