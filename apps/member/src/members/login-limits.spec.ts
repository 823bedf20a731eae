import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrate, openDatabase } from '@doorman/service';
import { type PostgresServer, startPostgres } from '@doorman/stores';
import { type Kysely, sql } from 'kysely';
import { LoginLimits } from './login-limits.js';
import { migrations } from './migrations.js';

let postgres: PostgresServer;
let db: Kysely<never>;
let limits: LoginLimits;

beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase('member');
  await migrate(url, migrations);
  db = openDatabase({ DATABASE_URL: url, DATABASE_TIMEOUT_MS: 2000, DATABASE_POOL_SIZE: 10 });
  limits = new LoginLimits(db);
});
afterAll(async () => {
  await db.destroy();
  await postgres.stop();
});

const newEmail = () => `${randomUUID()}@example.com`;
const isRefused = (email: string, address: string) =>
  limits.check({ email, address }).then(
    () => false,
    (problem: { code: string }) => problem.code === 'too-many-attempts',
  );

/** As many as the looser limit takes, one from each place. */
const guessFromAHundredPlaces = (email: string) =>
  Promise.all(
    Array.from({ length: 100 }, (_, nth) => limits.failed({ email, address: `198.51.100.${nth}` })),
  );

it('a hundred guesses from as many places close an account to new places', async () => {
  const email = newEmail();
  expect(await isRefused(email, '203.0.113.1')).toBe(false);
  await guessFromAHundredPlaces(email);
  expect(await isRefused(email, '203.0.113.1')).toBe(true);
});

it('they do not close it to the place from which its owner has logged in', async () => {
  const email = newEmail();
  await limits.succeeded({ email, address: '203.0.113.1' });
  await guessFromAHundredPlaces(email);
  expect(await isRefused(email, '203.0.113.1')).toBe(false);
  expect(await isRefused(email, '203.0.113.2')).toBe(true);
});

it('guessing from one IPv6 network counts as one place', async () => {
  const email = newEmail();
  for (let nth = 1; nth <= 5; nth++) await limits.failed({ email, address: `2001:db8::${nth}` });
  expect(await isRefused(email, '2001:db8::abcd')).toBe(true);
  expect(await isRefused(email, '2001:db8:0:1::1')).toBe(false);
});

it('keeps no email and no address in clear', async () => {
  const email = newEmail();
  await limits.failed({ email, address: '192.0.2.99' });
  const { rows } = await sql<{ key: string }>`select key from login_attempts`.execute(db);
  expect(rows.length).toBeGreaterThan(0);
  for (const { key } of rows) expect(key).toMatch(/^(place|account|remembered):[\w-]{43}$/);
});
