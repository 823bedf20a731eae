import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import { ConfigError, start } from '@doorman/service';
import { member } from './member.js';
import { settingsFor } from './testing/served-member.js';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const problemsWith = async (settings: Record<string, string | undefined>) => {
  const refusal = await start(member, settings).then(
    () => undefined,
    (error: unknown) => error,
  );
  return refusal instanceof ConfigError ? refusal.problems : refusal;
};

it('without settings it does not start, and one message says what to set', async () => {
  expect(await problemsWith({})).toEqual([
    expect.stringMatching(/^AUTH_STRATEGY must be one of .*redis-session/),
    expect.stringMatching(/^DATABASE_URL is not set/),
    expect.stringMatching(/^SERVICE_TOKEN is not set/),
  ]);
});

it('what is set but cannot be used is in the same message as what is not set', async () => {
  const settings = await settingsFor(stores, 'redis-session');
  const problems = await problemsWith({
    ...settings,
    REDIS_URL: 'redis://127.0.0.1:1',
    DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:1/member',
    SERVICE_TOKEN: undefined,
  });
  expect(problems).toEqual([
    expect.stringMatching(/^REDIS_URL: /),
    expect.stringMatching(/^DATABASE_URL points at 127.0.0.1:1\/member/),
    expect.stringMatching(/^SERVICE_TOKEN is not set/),
  ]);
  expect(String(problems)).not.toContain('hunter2');
});

it('a secret that can be guessed is none', async () => {
  const settings = await settingsFor(stores, 'shared-secret-jwt');
  expect(await problemsWith({ ...settings, ACCESS_TOKEN_SECRET: 'a'.repeat(48) })).toEqual([
    expect.stringMatching(/^ACCESS_TOKEN_SECRET repeats a few characters/),
  ]);
});
