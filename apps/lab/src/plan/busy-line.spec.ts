import { expect, test } from '@jest/globals';
import { lineThrough, rateAt } from './busy-line.js';

test('a tenth of a core, and 200 µs for every request', () => {
  const { idleCores, micros } = lineThrough([
    { perSecond: 1000, cores: 0.3 },
    { perSecond: 2000, cores: 0.5 },
    { perSecond: 3000, cores: 0.7 },
  ]);
  expect(idleCores).toBeCloseTo(0.1, 9);
  expect(micros).toBeCloseTo(200, 6);
});

test('what was seen at one rate alone is in proportion to it', () => {
  expect(lineThrough([{ perSecond: 1000, cores: 0.3 }])).toEqual({ idleCores: 0, micros: 300 });
});

test('two cores are busy at 9,500 requests, and never where a request needs nothing', () => {
  expect(rateAt({ idleCores: 0.1, micros: 200 }, 2)).toBeCloseTo(9500, 6);
  expect(rateAt({ idleCores: 0.1, micros: 0 }, 2)).toBe(Infinity);
  expect(rateAt({ idleCores: 0.1, micros: 200 }, 0.05)).toBe(0);
});
