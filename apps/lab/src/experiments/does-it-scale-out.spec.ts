import { describe, expect, test } from '@jest/globals';
import type { Arm, JudgedArm } from '../experiment.js';
import type { Operation } from '../history.js';
import type { Phase } from '../measure/closed-loop-phase.js';
import { doesItScaleOut } from './does-it-scale-out.js';

const arm = (orders: number, strategy: Arm['strategy'] = 'redis-session'): Arm => ({
  strategy,
  variant: `${orders} order replicas`,
  role: 'subject',
});

/** A second of a thousand requests, each of which cost order 400 µs, Redis 20, PostgreSQL 100 and the generator 80. */
function phase(name: string, changes: Partial<Phase> = {}): Operation {
  const seen: Phase = {
    name,
    ok: 1000,
    refused: 0,
    other: 0,
    seconds: 1,
    order: 0.4,
    member: 0,
    redis: 0.02,
    replicas: 0,
    database: 0.1,
    generator: 0.08,
    elsewhere: 0,
    cores: 2,
    ...changes,
  };
  return {
    kind: 'closed-loop',
    target: 'order',
    intendedMs: 0,
    startedMs: 0,
    endedMs: 1000,
    outcome: 'ok',
    seen: { ...seen },
  };
}

const judge = (which: Arm, ...history: readonly Operation[]) =>
  doesItScaleOut.judge(history, doesItScaleOut.plan(which, 'quick'), which);

test('two cores, 600 µs a request: 3,333 are predicted', () => {
  const { held, figures } = judge(arm(2), phase('calibration'), phase('full', { ok: 3000, seconds: 1 }));
  expect(held).toBe(true);
  expect(figures['predictedPerSecond']).toBeCloseTo(3333.3, 0);
  expect(figures['measuredPerSecond']).toBe(3000);
  expect(figures['errorPercent']).toBeCloseTo(11.1, 1);
});

test('one replica does not answer more than its one core can, 400 µs each', () => {
  expect(judge(arm(1), phase('calibration'), phase('full')).figures['predictedPerSecond']).toBeCloseTo(
    2500,
    6,
  );
});

test('cores that others use are not predicted with', () => {
  const { figures } = judge(arm(2), phase('calibration'), phase('full', { elsewhere: 0.5 }));
  expect(figures['predictedPerSecond']).toBeCloseTo(1.5 / 600e-6, 6);
});

describe('a miss is explained', () => {
  test('by what a request cost, and by cores that were idle', () => {
    const { because } = judge(arm(2), phase('calibration'), phase('full', { order: 0.6 }));
    expect(because).toMatch('a request cost 800 µs under full load and 600 before');
    expect(because).toMatch('0.8 of the 2 cores left were used');
  });

  test('by others on the machine', () => {
    const { because } = judge(arm(2), phase('calibration'), phase('full', { elsewhere: 1.2 }));
    expect(because).toMatch('which says little: others used 1.2 cores');
  });
});

test('one 401 is one too many', () => {
  const { held, because } = judge(arm(2), phase('calibration'), phase('full', { ok: 999, refused: 1 }));
  expect(held).toBe(false);
  expect(because).toMatch('1 of 1,000');
});

test('without an answer nothing is known', () => {
  expect(judge(arm(2)).held).toBeUndefined();
});

test('the conclusion says where one Redis is full, and how well the model did', () => {
  const judged = [1, 2].map((orders): JudgedArm => {
    const which = arm(orders);
    const finding = judge(
      which,
      phase('calibration'),
      phase('full', { ok: 2400, order: 0.96, redis: 0.048 }),
    );
    return { arm: which, finding, verdict: 'as-claimed' };
  });
  const { verdict, because } = doesItScaleOut.conclude(judged);
  expect(verdict).toBe('depends');
  expect(because).toMatch('20 µs of Redis and 400 of order, so one Redis is full when 20 replicas');
  expect(because).toMatch('within 15 % in 1 of 2 cases');
});
