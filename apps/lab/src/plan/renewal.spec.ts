import { expect, test } from '@jest/globals';
import { missShare, missShareOf, population } from './renewal.js';

test('with a request every 20 s and copies of 60 s, one of four is a miss: the one that begins, and three that find it', () => {
  expect(missShare(1 / 20, 60)).toBeCloseTo(1 / 4, 12);
});

test('what is remembered for no time is always missed', () => {
  expect(missShare(5, 0)).toBe(1);
});

test('with places for half of the members, half of what would have been found is not', () => {
  expect(missShareOf(1 / 20, 60, 200, 100)).toBeCloseTo(1 - 0.75 / 2, 12);
  expect(missShareOf(1 / 20, 60, 50, 100)).toBeCloseTo(1 / 4, 12);
});

test('the share agrees with members who send at random and are counted', () => {
  // Every member asks at exponential intervals of 20 s; a copy made at a miss serves for 60 s.
  let [state, time, until, misses] = [42, 0, 0, 0];
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const requests = 200_000;
  for (let n = 0; n < requests; n++) {
    time += -20 * Math.log(random());
    if (time < until) continue;
    misses++;
    until = time + 60;
  }
  expect(misses / requests).toBeCloseTo(1 / 4, 2);
});

test('fifty logins a second that last an hour are 180,000 sessions', () => {
  expect(population(50, 3600)).toBe(180_000);
});
