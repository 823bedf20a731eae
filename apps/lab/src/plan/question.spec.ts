import { describe, expect, test } from '@jest/globals';
import { type Flags, questionOf } from './question.js';

const good: Flags = { requestsPerSecond: '1000', members: '100000' };
const ask = (flags: Flags) => questionOf({ ...good, ...flags });

test('two numbers are enough', () => {
  expect(ask({})).toEqual({ requestsPerSecond: 1000, members: 100_000, storeRttMs: 0.5 });
});

test('a lag of 0 is a demand and not the absence of one', () => {
  expect(ask({ maxRevocationLag: '0' }).maxRevocationLagSeconds).toBe(0);
});

describe('nonsense gets a sentence that says what is wrong', () => {
  const cases: readonly (readonly [Flags, RegExp])[] = [
    [{ requestsPerSecond: '-5' }, /--requests-per-second is -5: it cannot be negative\./],
    [{ requestsPerSecond: '0' }, /there is nothing to plan for/],
    [{ requestsPerSecond: 'many' }, /"many", which is no number/],
    [{ requestsPerSecond: '' }, /"", which is no number/],
    [{ members: 'Infinity' }, /no number/],
    [{ members: '0x10' }, /"0x10", which is no number/],
    [{ members: '2.5' }, /whole number/],
    [{ members: '1e12' }, /there are not so many people/],
    [{ requestsPerSecond: '1e9', members: '1e9' }, /no shop on Earth/],
    [
      { requestsPerSecond: '1e6', members: '10' },
      /contradict each other: every member would send 100,000 requests a second/,
    ],
    [{ requestsPerSecond: '1', members: '100000000' }, /contradict each other: .* one request in 1,160 days/],
    [{ storeRttMs: '250' }, /services give up on a store after 250 ms/],
    [{ storeRttMs: '-1' }, /--store-rtt-ms is -1: it cannot be negative/],
    [{ maxRevocationLag: '1e9' }, /no credential lives longer than a year/],
  ];
  test.each(cases)('%j', (flags, sentence) => {
    expect(() => ask(flags)).toThrow(sentence);
  });

  test.each(['requestsPerSecond', 'members'])('%s is missing', (name) => {
    const rest = Object.entries(good).filter(([flag]) => flag !== name);
    expect(() => questionOf(Object.fromEntries(rest))).toThrow(/is missing/);
  });
});
