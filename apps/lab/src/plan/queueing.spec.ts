import { expect, test } from '@jest/globals';
import { erlangC, slowestOfHundred, timeInPart, timeInPool } from './queueing.js';

test('a part that is half busy takes twice its demand, and a full one never ends', () => {
  expect(timeInPart(3, 0.5)).toBe(6);
  expect(timeInPart(3, 0)).toBe(3);
  expect(timeInPart(3, 1)).toBe(Infinity);
});

test("Erlang's C for two cores of which one is busy is one third", () => {
  // B(1) = 1/2, B(2) = (1 · 1/2) / (2 + 1 · 1/2) = 1/5; C = (1/5) / (1 − 1/2 · 4/5) = 1/3.
  expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
});

test('for one core it is how busy the core is, and for a saturated pool 1', () => {
  expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12);
  expect(erlangC(4, 4)).toBe(1);
  expect(erlangC(500, 300)).toBeLessThan(1e-20);
});

test('a pool of one core is a part, and of two cores with one busy it takes 4/3 of the demand', () => {
  expect(timeInPool(3, 1, 0.5)).toBeCloseTo(timeInPart(3, 0.5), 12);
  // 3 + 1/3 · 3 / (2 − 1)
  expect(timeInPool(3, 2, 1)).toBeCloseTo(4, 12);
  expect(timeInPool(3, 2, 2)).toBe(Infinity);
});

test('the slowest of a hundred is ln 100 means, and the way once', () => {
  expect(slowestOfHundred([1, 1], 5)).toBeCloseTo(5 + 2 * 4.60517, 4);
});
