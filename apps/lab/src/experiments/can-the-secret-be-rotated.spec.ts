import { describe, expect, test } from '@jest/globals';
import type { Arm, Run } from '../experiment.js';
import type { Operation, Outcome } from '../history.js';
import { judge } from '../run/judge.js';
import { canTheSecretBeRotated as experiment } from './can-the-secret-be-rotated.js';
import { operation, operations } from './testing/operation.js';

const overlapping: Arm = { strategy: 'shared-secret-jwt', variant: 'with overlap', role: 'subject' };
const naive: Arm = {
  strategy: 'shared-secret-jwt',
  variant: 'the new secret replaces the old one',
  role: 'must-fail',
};
const control: Arm = { strategy: 'shared-secret-jwt', variant: 'not rotated', role: 'control' };

const step = (atMs: number) => operation('fault', atMs, 'ok', { endedMs: atMs + 500 });
const asked = (outcome: Outcome = 'ok') => operations('ask', { fromMs: 0, toMs: 3000 }, outcome);
const logins = operations('login', { fromMs: 0, toMs: 3000, everyMs: 500 });
const rotated = [...asked(), ...logins, step(500), step(1500)];

const run = (arm: Arm, history: readonly Operation[]): Run => ({
  arm,
  history,
  plan: experiment.plan(arm, 'quick') as never,
});
const found = (history: readonly Operation[], arm = overlapping) =>
  experiment.judge(history, experiment.plan(arm, 'quick'), arm);

describe('a rotation with overlap', () => {
  test('holds when nobody is refused and people could log in', () => {
    expect(found(rotated)).toMatchObject({
      held: true,
      figures: { served: 1, refused: 0, logins: 6, rotationMs: 1000 },
    });
  });

  test('a login that fails because member restarts is nobody logged out', () => {
    expect(found([...rotated, operation('login', 800, 'unknown')]).held).toBe(true);
  });

  test.each([
    ['a 401', operation('ask', 1000, 'refused')],
    ['a request that is not served', operation('ask', 1000, 'unavailable')],
    ['a login that is refused', operation('login', 1000, 'refused')],
  ])('does not hold with %s', (_, wrong) => {
    expect(found([...rotated, wrong]).held).toBe(false);
  });

  test('nothing can be told when a step is missing, nobody logged in or nobody asked afterwards', () => {
    expect(found([...asked(), ...logins, step(500)]).held).toBeUndefined();
    expect(found([...asked(), step(500), step(1500)]).held).toBeUndefined();
    expect(found([...rotated, step(4000)]).held).toBeUndefined();
  });
});

describe('the experiment', () => {
  const judged = (replaced: Outcome, controlled: Outcome, subject = rotated) =>
    judge(experiment as never, [
      run(control, [...asked(controlled), ...logins]),
      run(naive, [...asked(replaced), ...logins, step(500)]),
      run(overlapping, subject),
    ]).conclusion.verdict;

  test('holds when the overlap kept everybody in, depends when it did not', () => {
    expect(judged('refused', 'ok')).toBe('holds');
    expect(judged('refused', 'ok', [...rotated, operation('ask', 1000, 'refused')])).toBe('depends');
  });

  test('says nothing when the control is not well, or the naive way seems to work', () => {
    expect(judged('refused', 'refused')).toBe('unknown');
    expect(judged('ok', 'ok')).toBe('unknown');
  });
});
