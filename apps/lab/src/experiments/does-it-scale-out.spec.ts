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

/** What the plan computed before: 520 µs a request over all parts, and 80 of the generator beside them. */
const foreseen: Operation = {
  ...phase('full'),
  kind: 'predicted-demands',
  seen: {
    order: 400,
    member: 0,
    redis: 20,
    replicas: 0,
    database: 100,
    measuredAt: '2026-01-01',
    commit: 'abc',
  },
};

test('two cores, 600 µs a request: 3,333 are predicted', () => {
  const { held, figures } = judge(arm(2), foreseen, phase('full', { ok: 3000, generator: 0.24 }));
  expect(held).toBe(true);
  expect(figures['predictedPerSecond']).toBeCloseTo(3333.3, 0);
  expect(figures['measuredPerSecond']).toBe(3000);
  expect(figures['errorPercent']).toBeCloseTo(11.1, 1);
});

test('a machine on which the generator takes twice as long is half as fast: 1,120 µs a request, and 1,786 predicted', () => {
  const earlier = { ...foreseen, seen: { ...foreseen.seen, generatorMicros: 40 } };
  const { figures } = judge(arm(2), earlier, phase('full', { ok: 3000, generator: 0.24 }));
  expect(figures['predictedPerSecond']).toBeCloseTo(1785.7, 0);
});

test('what the services took when it was measured does not touch what is predicted', () => {
  const full = phase('full', { ok: 3000, order: 1.9, database: 0.7, generator: 0.24 });
  expect(judge(arm(2), foreseen, full).figures['predictedPerSecond']).toBeCloseTo(3333.3, 0);
});

test('one replica does not answer more than its one core can, 400 µs each', () => {
  expect(judge(arm(1), foreseen, phase('full')).figures['predictedPerSecond']).toBeCloseTo(2500, 6);
});

test('cores that others use are not predicted with', () => {
  const { figures } = judge(arm(2), foreseen, phase('full', { elsewhere: 0.5 }));
  expect(figures['predictedPerSecond']).toBeCloseTo(1.5 / 600e-6, 6);
});

test('without a prediction there is none to miss', () => {
  const { because, figures } = judge(arm(2), phase('full'));
  expect(figures).not.toHaveProperty('predictedPerSecond');
  expect(because).not.toMatch('plan');
});

describe('a miss is explained', () => {
  test('by what a request cost, and by cores that were idle', () => {
    const { because } = judge(arm(2), foreseen, phase('full', { order: 0.6 }));
    expect(because).toMatch('a request cost 800 µs where 600 were to be expected');
    expect(because).toMatch('0.8 of the 2 cores left were used');
  });

  test('by others on the machine', () => {
    const { because } = judge(arm(2), foreseen, phase('full', { elsewhere: 1.2 }));
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

test('without a prediction the conclusion says where it is asked', () => {
  const which = arm(2);
  const { because } = doesItScaleOut.conclude([
    { arm: which, finding: judge(which, phase('full')), verdict: 'as-claimed' },
  ]);
  expect(because).toMatch('is asked in the full form');
});

test('one 401 is one too many', () => {
  const { held, because } = judge(arm(2), foreseen, phase('full', { ok: 999, refused: 1 }));
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
      foreseen,
      phase('full', { ok: 2400, order: 0.96, redis: 0.048, generator: 0.192 }),
    );
    return { arm: which, finding, verdict: 'as-claimed' };
  });
  const { verdict, because } = doesItScaleOut.conclude(judged);
  expect(verdict).toBe('depends');
  expect(because).toMatch('20 µs of Redis and 400 of order, so one Redis is full when 20 replicas');
  expect(because).toMatch('within 15 % in 1 of 2 cases');
});
