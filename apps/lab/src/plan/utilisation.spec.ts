import { expect, test } from '@jest/globals';
import { coresFor, throughputBound, utilisation } from './utilisation.js';

test('2,000 requests of 150 µs keep a core busy for 30 % of the time', () => {
  expect(utilisation(2000, 150e-6)).toBeCloseTo(0.3, 12);
});

test('a core that needs 100 µs for each answers 10,000 a second, and two answer twice as many', () => {
  expect(throughputBound(1, 100e-6)).toBeCloseTo(10_000, 6);
  expect(throughputBound(2, 100e-6)).toBeCloseTo(20_000, 6);
  expect(throughputBound(2, 0)).toBe(Infinity);
});

test('1.2 busy cores need two at 60 %, and not three because 1.2 / 0.6 is a little over 2 in binary', () => {
  expect(coresFor(1.2, 0.6)).toBe(2);
  expect(coresFor(0.3, 0.1)).toBe(3);
  expect(coresFor(1.21, 0.6)).toBe(3);
  expect(coresFor(0, 0.6)).toBe(0);
});
