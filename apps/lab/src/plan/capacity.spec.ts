import { expect, test } from '@jest/globals';
import { capacity, lastUsefulReplica } from './capacity.js';
import { roundDemands } from './testing/round-demands.js';

const base = { members: 1_000_000, lifetimeSeconds: 43_200 } as const;

test('where only order works, each replica adds what one core can do', () => {
  const of = (replicas: number) =>
    capacity({ ...base, strategy: 'sealed-cookie', replicas }, roundDemands()).requestsPerSecond;
  expect(of(1)).toBeCloseTo(10_000, 0);
  expect(of(7)).toBeCloseTo(70_000, 0);
});

test('64 cores of the database, 50 µs a request, are full at 1,280,000, which 128 replicas of order reach', () => {
  const last = lastUsefulReplica({ ...base, strategy: 'sealed-cookie' }, roundDemands());
  expect(last.bottleneck).toBe('database');
  expect(last.replicas).toBeGreaterThanOrEqual(128);
  expect(last.replicas).toBeLessThanOrEqual(129);
  expect(last.requestsPerSecond).toBeCloseTo(1_280_000, -1);
});

test('one Redis, 100 µs a look-up, is full at 10,000 for all that order can do', () => {
  const demands = roundDemands({ newMicros: 0, lookUpMicros: 100 });
  // Copies that live for 60 s are never found again by members who come once in minutes.
  const last = lastUsefulReplica({ ...base, members: 1_000_000_000, strategy: 'cached-session' }, demands);
  expect(last.bottleneck).toBe('Redis');
  expect(last.replicas).toBeLessThanOrEqual(2);
  expect(last.requestsPerSecond).toBeCloseTo(10_000, -1);
});

test('redis-session takes a Cluster instead, and goes on', () => {
  const demands = roundDemands({ lookUpMicros: 100 });
  const last = lastUsefulReplica({ ...base, strategy: 'redis-session' }, demands);
  expect(last.bottleneck).toBe('database');
});
