import { expect, test } from '@jest/globals';
import { type Situation, loadsOf, ratesOf } from './loads.js';
import { roundDemands } from './testing/round-demands.js';

/** A member sends a request every 20 s. */
const situation: Situation = {
  strategy: 'redis-session',
  requestsPerSecond: 1000,
  members: 20_000,
  replicas: 2,
  lifetimeSeconds: 43_200,
};

test('redis-session looks every request up, and moves the idle limit of each session once in 60 s of use', () => {
  const rates = ratesOf(situation);
  expect(rates.lookUps).toBe(1000);
  // One of 1 + 60/20 requests.
  expect(rates.writes).toBeCloseTo(250, 9);
  // One of 1 + 43,200/20 requests.
  expect(rates.logins).toBeCloseTo(1000 / 2161, 9);
});

test('cached-session looks up what a replica has not seen for 60 s: with two replicas each sees a member every 40 s', () => {
  const rates = ratesOf({ ...situation, strategy: 'cached-session' });
  expect(rates.lookUps).toBeCloseTo(1000 / (1 + 60 / 40), 9);
});

test('a token is verified anew when it is a new one, and a refresh is a write', () => {
  const rates = ratesOf({ ...situation, strategy: 'refreshed-jwt', lifetimeSeconds: 300 });
  expect(rates.lookUps).toBe(0);
  expect(rates.refreshes).toBeCloseTo(1000 / 16, 9);
  expect(rates.writes).toBe(rates.refreshes);
  expect(rates.logins).toBe(0);
  expect(rates.misses).toBeCloseTo(1000 / (1 + 300 / 40), 9);
});

test('half a million tokens do not fit into 20,000 places', () => {
  const { misses } = ratesOf({
    ...situation,
    strategy: 'shared-secret-jwt',
    members: 500_000,
    requestsPerSecond: 25_000,
    replicas: 1,
  });
  expect(misses / 25_000).toBeCloseTo(1 - (1 - 1 / 2161) * 0.04, 9);
});

test('loads are rates times demands, over the replicas', () => {
  const loads = loadsOf(situation, roundDemands({ newMicros: 20, lookUpMicros: 10, writeMicros: 40 }));
  expect(loads.order).toBeCloseTo((1000 * 120e-6) / 2, 9);
  const writes = 250 + 1000 / 2161;
  expect(loads.redis).toBeCloseTo(1000 * 10e-6 + writes * 40e-6, 9);
  expect(loads.database).toBeCloseTo(0.05, 9);
  expect(loads.member).toBeCloseTo((1000 / 2161) * 0.01, 9);
});

test('every copy of a session is written by its own Redis, and handed out by the one that is written to', () => {
  const demands = roundDemands({ lookUpMicros: 10, writeMicros: 40 });
  const loads = loadsOf({ ...situation, strategy: 'replicated-session' }, demands);
  const writes = 250 + 1000 / 2161;
  expect(loads.redis).toBeCloseTo(writes * 40e-6 * (1 + 2 * 0.2), 9);
  expect(loads.ownReplica).toBeCloseTo(500 * 10e-6 + writes * 40e-6, 9);
});

test('an introspection is work for member and for its database', () => {
  const demands = roundDemands({ memberMicros: 200, memberDatabaseMicros: 100 });
  const loads = loadsOf({ ...situation, strategy: 'opaque-token' }, demands);
  expect(loads.member).toBeCloseTo(0.2 + (1000 / 2161) * 0.01, 9);
  expect(loads.database).toBeCloseTo(0.05 + 0.1, 9);
  expect(loads.redis).toBe(0);
});
