import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import type { Client } from './testing/client.js';
import { type Shop, openShop } from './testing/shop.js';

let stores: Stores;
let shop: Shop;
let ann: Client;
beforeAll(async () => {
  stores = await startStores();
  shop = await openShop(stores, 'redis-session');
  ann = await shop.login();
});
afterAll(async () => {
  await shop.stop();
  await stores.stop();
});

/** An answer that says what is wrong with the request, in a code, and nothing about our insides. */
async function refusal(...request: Parameters<Client['send']>) {
  const { status, headers, body } = await ann.send(...request);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ status, traceId: expect.any(String) });
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.[jt]s:\d|select |insert /i);
  return [status, body.code];
}

const sku = 'earl-grey-bergamot-50g';
const item = { sku, quantity: 1 };
const keyed = { 'idempotency-key': 'a-key' };

describe('an order is refused', () => {
  it.each([
    ['an item that is not a list', { items: item }],
    ['no items in the list', { items: [] }],
    ['half a product', { items: [{ sku, quantity: 0.5 }] }],
    ['a hundred of a product', { items: [{ sku, quantity: 100 }] }],
    ['a quantity in words', { items: [{ sku, quantity: 'one' }] }],
    ['a product twice', { items: [item, item] }],
    ['a product code with a zero byte', { items: [{ sku: 'a\u0000', quantity: 1 }] }],
    ['a price of the client’s own', { items: [{ ...item, price: { amount: 1, currency: 'EUR' } }] }],
    [
      'a hundred and one products',
      { items: Array.from({ length: 101 }, (_, at) => ({ sku: `a${at}`, quantity: 1 })) },
    ],
    ['null', 'null'],
    ['a list', []],
    ['a number', '1'],
  ])('with %s', async (_, body) => {
    expect(await refusal('POST', '/orders', body, keyed)).toEqual([422, 'request-invalid']);
  });

  it.each([
    ['no JSON', '{"items"', 400, 'body-malformed'],
    ['JSON nested a thousand deep', '['.repeat(1000) + ']'.repeat(1000), 400, 'body-too-deep'],
    ['a prototype', '{"__proto__":{"items":[]}}', 400, 'body-malformed'],
    ['more than 64 KiB', JSON.stringify({ items: ['a'.repeat(70_000)] }), 413, 'body-too-large'],
  ])('with %s', async (_, body, status, code) => {
    expect(await refusal('POST', '/orders', body, keyed)).toEqual([status, code]);
  });

  it.each([
    ['no key', {}],
    ['an empty key', { 'idempotency-key': '' }],
    ['a key with a space', { 'idempotency-key': 'a b' }],
    ['a key of 201 characters', { 'idempotency-key': 'a'.repeat(201) }],
    ['a key beyond ASCII', { 'idempotency-key': '\u00e9' }],
  ])('with %s', async (_, headers) => {
    expect(await refusal('POST', '/orders', { items: [item] }, headers)).toEqual([
      400,
      'idempotency-key-missing',
    ]);
  });

  it('as a form', async () => {
    const form = { ...keyed, 'content-type': 'application/x-www-form-urlencoded' };
    expect(await refusal('POST', '/orders', 'items=1', form)).toEqual([415, 'unsupported-media-type']);
  });

  it('when another site sends it', async () => {
    const headers = { ...keyed, 'sec-fetch-site': 'cross-site' };
    expect(await refusal('POST', '/orders', { items: [item] }, headers)).toEqual([403, 'cross-site-write']);
  });
});

describe('a path is refused', () => {
  it.each([
    ['GET', '/orders/1', 422, 'request-invalid'],
    ['GET', '/orders/%00', 422, 'request-invalid'],
    ['GET', `/orders/${'a'.repeat(101)}`, 414, 'uri-too-long'],
    ['GET', "/orders/00000000-0000-4000-8000-000000000000'--", 422, 'request-invalid'],
    ['GET', '/orders?limit=0', 422, 'request-invalid'],
    ['GET', '/orders?limit=101', 422, 'request-invalid'],
    ['GET', '/orders?limit=all', 422, 'request-invalid'],
    ['GET', '/orders?limit=1&limit=2', 422, 'request-invalid'],
    ['GET', '/orders/%zz', 400, 'request-malformed'],
    ['DELETE', '/cart/items/..%2f..%2fetc', 422, 'request-invalid'],
    ['DELETE', '/cart/items/__proto__', 422, 'request-invalid'],
    ['DELETE', '/cart/items/constructor', 404, 'product-not-found'],
    ['GET', '/carts', 404, 'route-not-found'],
    ['DELETE', '/orders', 404, 'route-not-found'],
  ] as const)('%s %s', async (method, path, status, code) => {
    expect(await refusal(method, path)).toEqual([status, code]);
  });
});

it.each([['0'], ['100'], ['1.5'], ['"1"'], ['null'], ['1e999']])(
  'a cart takes no quantity of %s',
  async (quantity) => {
    const body = `{"quantity":${quantity}}`;
    expect(await refusal('PUT', `/cart/items/${sku}`, body)).toEqual([422, 'request-invalid']);
  },
);
