import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import { ConfigError, start } from '@doorman/service';
import { order } from './order.js';
import { type Shop, openShop } from './testing/shop.js';

let stores: Stores;
let shop: Shop;
beforeAll(async () => {
  stores = await startStores();
  shop = await openShop(stores, 'redis-session');
});
afterAll(async () => {
  await shop.stop();
  await stores.stop();
});

/** Why the order service does not start with these settings changed. */
async function problemsWith(changed: Record<string, string | undefined>): Promise<readonly string[]> {
  const error: unknown = await start(order, { ...shop.settings, ...changed }).then(
    (running) => running.stop(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error('started', { cause: error });
  return error.problems;
}

it('without settings one message says everything that has to be set', async () => {
  const nothing = Object.fromEntries(Object.keys(shop.settings).map((name) => [name, undefined]));
  expect(await problemsWith(nothing)).toEqual([
    expect.stringMatching(/^AUTH_STRATEGY must be one of .*redis-session/),
    expect.stringMatching(/^DATABASE_URL is not set/),
    expect.stringMatching(/^MEMBER_URL is not set: .*http/),
    expect.stringMatching(/^SERVICE_TOKEN is not set/),
  ]);
});

it('what is set and cannot be used is in the same message', async () => {
  const problems = await problemsWith({
    REDIS_URL: 'redis://127.0.0.1:1',
    DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:1/order',
    MEMBER_URL: 'localhost:3001',
    MEMBER_TIMEOUT_MS: '0',
    SERVICE_TOKEN: 'not-long-enough',
  });
  expect(problems).toEqual([
    expect.stringMatching(/^REDIS_URL: /),
    expect.stringMatching(/^DATABASE_URL points at 127.0.0.1:1\/order/),
    expect.stringMatching(/^MEMBER_URL is no web address/),
    expect.stringMatching(/^MEMBER_TIMEOUT_MS must be at least 1/),
    expect.stringMatching(/^SERVICE_TOKEN is shorter than 32 bytes/),
  ]);
  expect(String(problems)).not.toContain('hunter2');
});

it('a strategy asks for its own settings alone', async () => {
  const without = { REDIS_URL: undefined, ACCESS_TOKEN_SECRET: undefined };
  expect(await problemsWith({ AUTH_STRATEGY: 'shared-secret-jwt', ...without })).toEqual([
    expect.stringMatching(/^ACCESS_TOKEN_SECRET is not set/),
  ]);
});
