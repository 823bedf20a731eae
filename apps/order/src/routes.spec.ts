import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { Client } from './testing/client.js';
import { type Shop, openShop } from './testing/shop.js';

let stores: Stores;
let shop: Shop;
let nobody: Client;
beforeAll(async () => {
  stores = await startStores();
  shop = await openShop(stores, 'redis-session');
  nobody = new Client(shop.replicas[0]!.url, '');
});
afterAll(async () => {
  await shop.stop();
  await stores.stop();
});

/** Every route of every controller, with who may call it. */
function routes(): { access: string; method: string; path: string }[] {
  const modules = [...shop.replicas[0]!.app.get(ModulesContainer).values()];
  return modules
    .flatMap(({ controllers }) => [...controllers.values()])
    .flatMap(({ metatype, instance }) =>
      new MetadataScanner().getAllMethodNames(Object.getPrototypeOf(instance)).flatMap((name) => {
        const handler = (instance as Record<string, object>)[name] ?? {};
        const verb: number | undefined = Reflect.getMetadata('method', handler);
        if (verb === undefined || !metatype) return [];
        const of = (key: string) => Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, metatype);
        const parts = [metatype, handler].map((target) => Reflect.getMetadata('path', target));
        const path = `/${parts.join('/').split('/').filter(Boolean).join('/')}`;
        return { access: of('doorman:access') ?? 'members', method: RequestMethod[verb] ?? '', path };
      }),
    );
}

it('the catalogue is open, and everything else needs a login', () => {
  expect(
    routes()
      .map(({ access, method, path }) => `${access}: ${method} ${path}`)
      .sort(),
  ).toEqual([
    'members: DELETE /cart/items/:sku',
    'members: GET /cart',
    'members: GET /orders',
    'members: GET /orders/:id',
    'members: POST /orders',
    'members: PUT /cart/items/:sku',
    'public: GET /products',
  ]);
});

it('whoever has not logged in sees the catalogue and nothing else', async () => {
  for (const { access, method, path } of routes()) {
    const answer = await nobody.send(method, path);
    if (access === 'public') expect(answer.status).toBe(200);
    else expect(answer).toMatchObject({ status: 401, body: { code: 'credential-missing' } });
  }
});

it('every route is in the API document, with what it answers', async () => {
  const { paths } = (await nobody.send('GET', '/openapi.json')).body;
  for (const { method, path } of routes()) {
    const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    const [answer] = Object.values<{ content?: object }>(operation?.responses ?? {});
    expect([method, path, answer?.content !== undefined]).toEqual([method, path, true]);
  }
});

it('it is ready without the member service', async () => {
  await shop.member.stop();
  expect(await nobody.send('GET', '/health/ready')).toMatchObject({
    status: 200,
    body: { status: 'up', dependencies: { database: 'up', 'session store': 'up' } },
  });
});
