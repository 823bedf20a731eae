import { describe, expect, test } from '@jest/globals';
import type { Arm, JudgedArm } from '../experiment.js';
import type { Operation } from '../history.js';
import type { Phase } from '../measure/closed-loop-phase.js';
import { doesItScaleOut } from './does-it-scale-out.js';

const arm = (replicas: number, strategy: Arm['strategy'] = 'redis-session'): Arm => ({
  strategy,
  variant: `${replicas} order replicas`,
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
    network: 0,
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

/** Two light phases: nothing is busy by itself, and every request more adds the 600 µs of `phase`. */
const light = (changes: Partial<Phase> = {}): Operation[] => [
  phase('light', { ok: 500, order: 0.2, redis: 0.01, database: 0.05, generator: 0.04, ...changes }),
  phase('light'),
];

test('two cores, 600 µs a request: 3,333 are predicted', () => {
  const { held, figures } = judge(arm(2), ...light(), phase('full', { ok: 3000 }));
  expect(held).toBe(true);
  expect(figures['predictedPerSecond']).toBeCloseTo(3333.3, 0);
  expect(figures['measuredPerSecond']).toBe(3000);
  expect(figures['errorPercent']).toBeCloseTo(11.1, 1);
});

test('what is measured under full load does not touch what is predicted', () => {
  const full = phase('full', { ok: 3000, order: 1.9, database: 0.7 });
  expect(judge(arm(2), ...light(), full).figures['predictedPerSecond']).toBeCloseTo(3333.3, 0);
});

test('a tenth of a core that is busy at any rate is not there for requests', () => {
  const idle = light({ order: 0.3 }).with(1, phase('light', { order: 0.5 }));
  expect(judge(arm(2), ...idle, phase('full')).figures['predictedPerSecond']).toBeCloseTo(1.9 / 600e-6, 0);
});

test('one replica does not answer more than its one core can, 400 µs each', () => {
  expect(judge(arm(1), ...light(), phase('full')).figures['predictedPerSecond']).toBeCloseTo(2500, 6);
});

test('cores that others use are not predicted with', () => {
  const { figures } = judge(arm(2), ...light(), phase('full', { elsewhere: 0.5 }));
  expect(figures['predictedPerSecond']).toBeCloseTo(1.5 / 600e-6, 6);
});

describe('a miss is explained', () => {
  test('by what a request cost, and by cores that were idle', () => {
    const { because } = judge(arm(2), ...light(), phase('full', { order: 0.6 }));
    expect(because).toMatch('a request cost 800 µs under full load where 600 were to be expected');
    expect(because).toMatch('0.8 of the 2 cores left were used');
  });

  test('by others on the machine', () => {
    const { because } = judge(arm(2), ...light(), phase('full', { elsewhere: 1.2 }));
    expect(because).toMatch('which says little: others used 1.2 cores');
  });
});

describe('asked for a number of replicas', () => {
  const countsOf = (most?: number) =>
    doesItScaleOut
      .arms('quick', most)
      .filter(({ strategy }) => strategy === 'redis-session')
      .map(({ variant }) => Number.parseInt(variant ?? '', 10));

  test('it goes from one to it', () => {
    expect(countsOf(3)).toEqual([1, 2, 3]);
    expect(countsOf(1)).toEqual([1]);
    expect(countsOf(20)).toEqual([1, 2, 3, 4, 8, 16, 20]);
  });

  test('and else as far as its form says', () => {
    expect(countsOf()).toEqual([1, 2]);
  });
});

test('one 401 is one too many', () => {
  const { held, because } = judge(arm(2), ...light(), phase('full', { ok: 999, refused: 1 }));
  expect(held).toBe(false);
  expect(because).toMatch('1 of 1,000');
});

test('without an answer nothing is known', () => {
  expect(judge(arm(2)).held).toBeUndefined();
});

test('the conclusion says where one Redis is full, and how well the model did', () => {
  const judged = [1, 2].map((orders): JudgedArm => {
    const which = arm(orders);
    const finding = judge(which, ...light(), phase('full', { ok: 2400, order: 0.96, redis: 0.048 }));
    return { arm: which, finding, verdict: 'as-claimed' };
  });
  const { verdict, because } = doesItScaleOut.conclude(judged);
  expect(verdict).toBe('depends');
  expect(because).toMatch('20 µs of Redis and 400 of order, so one Redis is full when 20 replicas');
  expect(because).toMatch('within 15 % in 1 of 2 cases');
});
