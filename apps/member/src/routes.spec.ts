import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Running } from '@doorman/service';
import { Client } from './testing/client.js';
import { serveMember } from './testing/served-member.js';

let stores: Stores;
let served: Running;
beforeAll(async () => {
  stores = await startStores();
  served = await serveMember(stores, 'redis-session');
});
afterAll(async () => {
  await served.stop();
  await stores.stop();
});

/** Every route of every controller, by who may call it. */
function routes(): Record<'public' | 'services' | 'members', string[]> {
  const found = { public: [] as string[], services: [] as string[], members: [] as string[] };
  const modules = [...served.app.get(ModulesContainer).values()];
  for (const { metatype, instance } of modules.flatMap(({ controllers }) => [...controllers.values()])) {
    for (const name of new MetadataScanner().getAllMethodNames(Object.getPrototypeOf(instance))) {
      const method = (instance as Record<string, object>)[name] ?? {};
      const verb = Reflect.getMetadata('method', method);
      if (verb === undefined || !metatype) continue;
      const of = (key: string) => Reflect.getMetadata(key, method) ?? Reflect.getMetadata(key, metatype);
      const path = [Reflect.getMetadata('path', metatype), Reflect.getMetadata('path', method)];
      const access: keyof typeof found = of('doorman:access') ?? 'members';
      found[access].push(`${RequestMethod[verb]} /${path.join('/').split('/').filter(Boolean).join('/')}`);
    }
  }
  return { public: found.public.sort(), services: found.services.sort(), members: found.members.sort() };
}

it('only these routes are open, and everything else needs a login', () => {
  expect(routes()).toEqual({
    public: ['GET /.well-known/jwks.json', 'POST /login', 'POST /members', 'POST /token/refresh'],
    services: ['GET /members/:id/address', 'POST /introspect'],
    members: [
      'DELETE /sessions/:id',
      'GET /me',
      'GET /sessions',
      'POST /logout',
      'POST /logout/everywhere',
      'PUT /me/address',
    ],
  });
});

it('the closed ones are closed', async () => {
  const nobody = new Client(served.url);
  const answers = async (lines: string[]) =>
    Promise.all(
      lines.map(async (line) => (await nobody.send(...(line.split(' ') as [string, string]))).body.code),
    );
  const { members, services } = routes();
  expect(new Set(await answers(members))).toEqual(new Set(['credential-missing']));
  expect(new Set(await answers(services))).toEqual(new Set(['service-token-refused']));
});

it('every route is in the API document, with what it answers', async () => {
  const { paths } = (await new Client(served.url).send('GET', '/openapi.json')).body;
  for (const line of Object.values(routes()).flat()) {
    const [method = '', path = ''] = line.split(' ');
    const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    const [status, answer] = Object.entries<{ content?: object }>(operation?.responses ?? {})[0] ?? [];
    expect([line, status === '204' || answer?.content !== undefined]).toEqual([line, true]);
  }
});
