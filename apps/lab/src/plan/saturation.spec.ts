import { expect, test } from '@jest/globals';
import { errorPercent, saturation } from './saturation.js';

const demands = {
  orderMicros: 200,
  memberMicros: 0,
  redisMicros: 20,
  replicasMicros: 0,
  databaseMicros: 80,
  generatorMicros: 100,
};

test('two cores that everything shares, 400 µs a request, answer 5,000', () => {
  expect(saturation(demands, 2, 2)).toBeCloseTo(5000, 6);
});

test('a core that others use is none', () => {
  expect(saturation(demands, 2, 1.5)).toBeCloseTo(3750, 6);
});

test('with cores enough one order replica, on one core, answers 5,000 and two 10,000, where the generator ends', () => {
  expect(saturation(demands, 1, 64)).toBeCloseTo(5000, 6);
  expect(saturation(demands, 2, 64)).toBeCloseTo(10_000, 6);
  expect(saturation(demands, 9, 64)).toBeCloseTo(10_000, 6);
});

test('a prediction of 110 where 100 was measured is 10 % too high', () => {
  expect(errorPercent(110, 100)).toBeCloseTo(10, 12);
  expect(errorPercent(85, 100)).toBeCloseTo(-15, 12);
});
