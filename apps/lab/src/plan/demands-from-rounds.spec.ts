import { expect, test } from '@jest/globals';
import { type Measurements, demandsFrom } from './demands-from-rounds.js';
import { type PlannedStrategy, plannedStrategies } from './demands.js';
import type { Costs, Round } from './measured-shop.js';

const costs = (own: Partial<Costs> = {}): Costs => ({
  order: 200,
  member: 0,
  redis: 0,
  replicas: 0,
  database: 100,
  network: 30,
  generator: 40,
  ...own,
});

const ofAll = <T>(value: T) =>
  Object.fromEntries(plannedStrategies.map((name) => [name, value])) as Record<PlannedStrategy, T>;

const measured = (own: Partial<Record<PlannedStrategy, readonly Round[]>>): Measurements => ({
  rounds: { ...ofAll<readonly Round[]>([{ known: costs() }]), ...own },
  sizes: ofAll({ storeBytes: 192.4, rememberedBytes: -3, credentialBytes: 86 }),
  logins: [{ memberMicros: 25_432, databaseMicros: 300, redisMicros: 0 }],
  refreshes: [{ memberMicros: 150, databaseMicros: 0, redisMicros: 15 }],
});

test('what a strategy costs is what order needs over the route of the same round: a slow round is slow for both', () => {
  const { strategies, route } = demandsFrom(
    measured({
      'shared-secret-jwt': [
        { known: costs() },
        { known: costs({ order: 400 }) },
        { known: costs({ order: 210 }) },
      ],
      'redis-session': [
        { known: costs({ order: 207 }) },
        { known: costs({ order: 408 }) },
        { known: costs({ order: 219 }) },
      ],
    }),
  );
  expect(route).toEqual({ orderMicros: 210, databaseMicros: 100, generatorMicros: 40 });
  expect(strategies['redis-session'].knownMicros).toBe(8);
  expect(strategies['redis-session'].newMicros).toBe(8);
});

test('a difference below nothing is none', () => {
  const { strategies } = demandsFrom(measured({ 'cached-session': [{ known: costs({ order: 190 }) }] }));
  expect(strategies['cached-session'].knownMicros).toBe(0);
  expect(strategies['cached-session'].rememberedBytes).toBe(0);
});

test('a write is what Redis needs beyond the look-up, which is made for unseen sessions where copies are kept', () => {
  const { strategies } = demandsFrom(
    measured({
      'cached-session': [
        {
          known: costs({ redis: 0.1 }),
          unseen: costs({ order: 215, redis: 6 }),
          touched: costs({ redis: 16 }),
        },
      ],
    }),
  );
  expect(strategies['cached-session']).toMatchObject({ newMicros: 15, lookUpMicros: 6, writeMicros: 10 });
});

test('an introspection is what member needs, and PostgreSQL over the route; a refresh is timed by itself', () => {
  const { strategies, login } = demandsFrom(
    measured({ 'opaque-token': [{ known: costs({ order: 280, member: 140, database: 170 }) }] }),
  );
  expect(strategies['opaque-token']).toMatchObject({
    knownMicros: 80,
    memberMicros: 140,
    memberDatabaseMicros: 70,
  });
  expect(strategies['refreshed-jwt']).toMatchObject({ memberMicros: 150, writeMicros: 15 });
  expect(login.memberMicros).toBe(25_400);
});
