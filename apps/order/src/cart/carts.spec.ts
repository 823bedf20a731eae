import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import type { Product } from '@doorman/contracts';
import { type Shop, openShop } from '../testing/shop.js';
import { Carts } from './carts.js';
import { Shopper } from './shopper.js';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const sku = 'earl-grey-bergamot-50g';
const other = 'hojicha-kyoto-roast-100g';

describe.each(['redis-session', 'shared-secret-jwt', 'sealed-cookie'])('the cart under %s', (strategy) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(stores, strategy, { replicas: 2 });
  });
  afterAll(() => shop.stop());

  it('is empty at first', async () => {
    const ann = await shop.login();
    expect(await ann.send('GET', '/cart')).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('is answered after every change and remembered at every replica', async () => {
    const ann = await shop.login();
    expect((await ann.put(sku, 1)).body).toEqual({ items: [{ sku, quantity: 1 }] });
    expect((await ann.put(other, 2)).body.items).toHaveLength(2);
    expect((await ann.put(sku, 99)).body.items[0]).toEqual({ sku, quantity: 99 });
    const removed = await ann.send('DELETE', `/cart/items/${sku}`);
    expect(removed).toMatchObject({ status: 200, body: { items: [{ sku: other, quantity: 2 }] } });
    expect(await ann.at(shop.replicas[1]!.url).cart()).toEqual([{ sku: other, quantity: 2 }]);
  });

  it('takes a product out that is not in it', async () => {
    const ann = await shop.login();
    expect(await ann.send('DELETE', `/cart/items/${sku}`)).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });

  it('knows no product that the catalogue does not', async () => {
    const ann = await shop.login();
    const unknown = { status: 404, body: { code: 'product-not-found' } };
    expect(await ann.put('no-such-tea', 1)).toMatchObject(unknown);
    expect(await ann.send('DELETE', '/cart/items/no-such-tea')).toMatchObject(unknown);
  });

  it('is nobody else’s', async () => {
    const [ann, bob] = await Promise.all([shop.login(), shop.login()]);
    await ann.put(sku, 1);
    expect(await bob.cart()).toEqual([]);
  });
});

describe.each(['redis-session', 'shared-secret-jwt'])('concurrent changes under %s', (strategy) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(stores, strategy, { replicas: 2 });
  });
  afterAll(() => shop.stop());

  it('of 50 products are all there', async () => {
    const ann = await shop.login();
    const products: Product[] = (await ann.send('GET', '/products')).body.slice(0, 50);
    const clients = shop.replicas.map(({ url }) => ann.at(url));
    const answers = await Promise.all(
      products.map((product, at) => clients[at % 2]!.put(product.sku, (at % 99) + 1)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const bySku = (one: { sku: string }, two: { sku: string }) => (one.sku < two.sku ? -1 : 1);
    expect((await ann.cart()).sort(bySku)).toEqual(
      products.map((product, at) => ({ sku: product.sku, quantity: (at % 99) + 1 })).sort(bySku),
    );
  });
});

describe('a cart in the session', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(stores, 'redis-session');
  });
  afterAll(() => shop.stop());

  it('is gone with the session', async () => {
    const ann = await shop.login();
    await ann.put(sku, 1);
    await shop.logout(ann);
    const answer = await ann.put(other, 1);
    expect(answer).toMatchObject({ status: 401, body: { code: 'credential-unknown' } });
    const again = await shop.login({ memberId: ann.memberId });
    expect(await again.cart()).toEqual([]);
  });

  it('is refused as the session is, when that ends between the guard and the cart', async () => {
    const ann = await shop.login();
    const shopper = new Shopper(ann, shop.credentialOf(ann));
    await shop.logout(ann);
    const carts = shop.replicas[0]!.app.get(Carts);
    const gone = {
      code: 'credential-unknown',
      headers: { 'www-authenticate': expect.stringContaining('Cookie') },
    };
    await expect(carts.read(shopper)).rejects.toMatchObject(gone);
    await expect(carts.change(shopper, (cart) => cart)).rejects.toMatchObject(gone);
  });
});

describe('a cart in a cookie', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(stores, 'sealed-cookie');
  });
  afterAll(() => shop.stop());

  it('that would pass 4,096 bytes is refused, and what fits stays', async () => {
    const ann = await shop.login();
    const products: Product[] = (await ann.send('GET', '/products')).body;
    let fitting = 0;
    for (const product of products) {
      const answer = await ann.put(product.sku, 99);
      if (answer.status !== 200) {
        expect(answer).toMatchObject({ status: 409, body: { code: 'cart-does-not-fit' } });
        break;
      }
      fitting++;
    }
    expect(fitting).toBeGreaterThan(20);
    expect(fitting).toBeLessThan(products.length);
    expect(await ann.cart()).toHaveLength(fitting);
  });
});
