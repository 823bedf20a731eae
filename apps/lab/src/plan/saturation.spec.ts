import { expect, test } from '@jest/globals';
import { type RequestDemands, errorPercent, requestDemands, saturation } from './saturation.js';
import { roundDemands } from './testing/round-demands.js';

const demands: RequestDemands = { order: 200, member: 0, redis: 20, replicas: 0, database: 80 };
const beside = { network: 0, generator: 100 };

test('two cores that everything shares, 400 µs a request, answer 5,000', () => {
  expect(saturation(demands, beside, 2, 2)).toBeCloseTo(5000, 6);
});

test('a core that others use is none', () => {
  expect(saturation(demands, beside, 2, 1.5)).toBeCloseTo(3750, 6);
});

test('with cores enough one order replica, on one core, answers 5,000 and two 10,000, where the generator ends', () => {
  expect(saturation(demands, beside, 1, 64)).toBeCloseTo(5000, 6);
  expect(saturation(demands, beside, 2, 64)).toBeCloseTo(10_000, 6);
  expect(saturation(demands, beside, 9, 64)).toBeCloseTo(10_000, 6);
});

test('of what the kernel does with packets order has the half: 200 µs and 50 of 100', () => {
  expect(saturation(demands, { network: 100, generator: 100 }, 1, 64)).toBeCloseTo(4000, 6);
});

test('a request needs what the plan says, however many replicas share it', () => {
  const own = roundDemands({ knownMicros: 10, newMicros: 10, lookUpMicros: 5 });
  for (const replicas of [1, 4]) {
    const { order, redis, database, member } = requestDemands('redis-session', own, {
      members: 100,
      replicas,
    });
    expect(order).toBeCloseTo(110, 6);
    expect(redis).toBeCloseTo(5, 6);
    expect(database).toBeCloseTo(50, 6);
    // One login in 43,200 s · 20 requests a second.
    expect(member).toBeCloseTo(10_000 / 864_001, 6);
  }
});

test('a prediction of 110 where 100 was measured is 10 % too high', () => {
  expect(errorPercent(110, 100)).toBeCloseTo(10, 12);
  expect(errorPercent(85, 100)).toBeCloseTo(-15, 12);
});
