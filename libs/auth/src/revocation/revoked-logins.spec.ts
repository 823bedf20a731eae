import { expect, it } from '@jest/globals';
import { RevokedLogins } from './revoked-logins.js';

let now = 0;
const tools = { now: () => now * 1000 };

it('knows a login until the last of its tokens has expired, and forgets it then', () => {
  now = 100;
  const logins = new RevokedLogins(10, tools);
  logins.add('a', 110);
  logins.add('b', 120);
  expect([logins.has('a'), logins.has('b'), logins.has('c')]).toEqual([true, true, false]);
  now = 110;
  logins.add('c', 130);
  expect([logins.has('a'), logins.has('b'), logins.has('c'), logins.size]).toEqual([false, true, true, 2]);
});

it('takes no room for a login whose tokens have all expired', () => {
  now = 100;
  const logins = new RevokedLogins(10, tools);
  logins.add('a', 100);
  expect(logins.size).toBe(0);
});

it('is bounded, and says when it forgot one too early', () => {
  now = 100;
  const logins = new RevokedLogins(3, tools);
  for (const sid of ['a', 'b', 'c', 'd', 'd']) logins.add(sid, 200);
  expect([...'abcd'].map((sid) => logins.has(sid))).toEqual([false, true, true, true]);
  expect([logins.size, logins.forgotten]).toEqual([3, 1]);
});
