import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import type { Running } from '@doorman/service';
import { Client } from './testing/client.js';
import { SERVICE_TOKEN, serveMember } from './testing/served-member.js';

let stores: Stores;
let served: Running;
let ann: Client;
beforeAll(async () => {
  stores = await startStores();
  served = await serveMember(stores, 'redis-session');
  ann = new Client(served.url);
  await ann.register();
  await ann.login();
});
afterAll(async () => {
  await served.stop();
  await stores.stop();
});

const routes = [
  ['POST', '/members'],
  ['POST', '/login'],
  ['PUT', '/me/address'],
] as const;

const bodies: readonly (readonly [string, unknown, string])[] = [
  ['no body', undefined, 'request-invalid'],
  ['an empty object', {}, 'request-invalid'],
  ['a list', [], 'request-invalid'],
  ['null', 'null', 'request-invalid'],
  ['a number', '1', 'request-invalid'],
  ['half an object', '{"email":', 'body-malformed'],
  ['fields of other types', { email: 1, password: {}, name: [], line1: true }, 'request-invalid'],
  ['operators instead of text', { email: { $ne: '' }, password: { $gt: '' } }, 'request-invalid'],
  ['a prototype', '{"__proto__":{"admin":true}}', 'body-malformed'],
  ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'body-too-deep'],
  ['a megabyte', { email: 'a'.repeat(1_000_000) }, 'body-too-large'],
];

describe.each(routes)('%s %s', (method, path) => {
  it.each(bodies)('refuses %s', async (_, body, code) => {
    const answer = await ann.send(method, path, body);
    expect(answer.body).toMatchObject({ code, status: answer.status, traceId: expect.any(String) });
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.[jt]s:\d|select /i);
  });

  it('refuses a form', async () => {
    const answer = await ann.send(method, path, 'email=a', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
  });
});

it('names the fields that are wrong, and never repeats their values', async () => {
  const { body } = await ann.send('POST', '/members', { email: 'no-email', password: 'secret', name: '' });
  expect(body.fields.map(({ path }: { path: string }) => path)).toEqual(['email', 'password', 'name']);
  expect(JSON.stringify(body)).not.toMatch(/no-email|"secret"/);
});

it.each([
  [
    'text that PostgreSQL cannot store',
    { email: 'a@example.com', password: 'correct horse', name: 'A\u0000' },
  ],
  ['half of a pair of surrogates', { email: 'a@example.com', password: 'correct horse', name: '\ud800' }],
  ['a password that is too long to hash', { email: 'a@example.com', password: 'x'.repeat(201), name: 'Ann' }],
])('refuses %s', async (_, body) => {
  expect(await ann.send('POST', '/members', body)).toMatchObject({ status: 422 });
});

it('takes a password as it is, whatever bytes it is made of', async () => {
  const odd = Object.assign(new Client(served.url), { password: `\u0000'; drop table members; -- \ud800` });
  expect((await odd.register()).status).toBe(201);
  expect((await odd.login()).status).toBe(200);
});

it.each([
  ['an id that is none', 'GET', '/members/not-an-id/address', 422],
  ['a path out of the path', 'DELETE', '/sessions/..%2f..%2fetc', 422],
  ['an id without end', 'DELETE', `/sessions/${'x'.repeat(5000)}`, 414],
  ['a path that is not encoded', 'GET', '/sessions/%zz', 400],
  ['an unknown route', 'GET', '/nowhere', 404],
  ['an unknown method', 'PATCH', '/me', 404],
])('refuses %s', async (_, method, path, status) => {
  const asService = path.startsWith('/members/') ? { authorization: `Bearer ${SERVICE_TOKEN}` } : {};
  const answer = await ann.send(method, path, undefined, asService);
  expect(answer).toMatchObject({ status, body: { status, code: expect.any(String) } });
});
