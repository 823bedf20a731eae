import { expect, test } from '@jest/globals';
import { type SeenBusy, errorPercent, saturation } from './saturation.js';

const line = (micros: number, idleCores = 0) => ({ idleCores, micros });

const seen: SeenBusy = {
  order: line(200),
  member: line(0),
  redis: line(20),
  replicas: line(0),
  database: line(80),
  network: line(0),
  generator: line(100),
};

test('two cores that everything shares, 400 µs a request, answer 5,000', () => {
  expect(saturation(seen, 2, 2)).toBeCloseTo(5000, 6);
});

test('a core that others use is none', () => {
  expect(saturation(seen, 2, 1.5)).toBeCloseTo(3750, 6);
});

test('what is busy with no request at all is not there for them', () => {
  expect(saturation({ ...seen, member: line(0, 0.1) }, 2, 2)).toBeCloseTo(4750, 6);
});

test('with cores enough one order replica, on one core, answers 5,000 and two 10,000, where the generator ends', () => {
  expect(saturation(seen, 1, 64)).toBeCloseTo(5000, 6);
  expect(saturation(seen, 2, 64)).toBeCloseTo(10_000, 6);
  expect(saturation(seen, 9, 64)).toBeCloseTo(10_000, 6);
});

test('of what the kernel does with packets order has the half: 200 µs and 50 of 100', () => {
  expect(saturation({ ...seen, network: line(100) }, 1, 64)).toBeCloseTo(4000, 6);
});

test('a prediction of 110 where 100 was measured is 10 % too high', () => {
  expect(errorPercent(110, 100)).toBeCloseTo(10, 12);
  expect(errorPercent(85, 100)).toBeCloseTo(-15, 12);
});
