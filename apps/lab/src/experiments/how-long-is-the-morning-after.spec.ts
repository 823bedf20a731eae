import { describe, expect, test } from '@jest/globals';
import type { Arm, Run } from '../experiment.js';
import type { Operation, Outcome } from '../history.js';
import { judge } from '../run/judge.js';
import { howLongIsTheMorningAfter as experiment } from './how-long-is-the-morning-after.js';
import { operations } from './testing/operation.js';

const lost = (strategy: Arm['strategy']): Arm => ({
  strategy,
  variant: 'the store restarts empty',
  role: 'subject',
});
const control: Arm = { strategy: 'redis-session', variant: 'the store is not lost', role: 'control' };
const waiting: Arm = { strategy: 'redis-session', variant: 'nobody logs in again', role: 'must-fail' };

const everybody = { fromMs: 0, toMs: 40, everyMs: 1 };
const looks = (outcome: Outcome) => operations('look', everybody, outcome, (shopper) => ({ shopper }));
/** The n-th comes in 50 ms after the one before. */
const logins = operations('login', everybody, 'ok', (shopper) => ({
  shopper,
  intendedMs: 100,
  endedMs: 150 + shopper * 50,
}));
const meanwhile = operations('orders', { fromMs: 100, toMs: 2000 });
const inAgain = (outcome: Outcome = 'ok') =>
  operations('in-again', { fromMs: 3000, toMs: 3040, everyMs: 1 }, outcome);
const morning = [...looks('refused'), ...logins, ...meanwhile, ...inAgain()];
const unnoticed = [...looks('ok'), ...meanwhile, ...inAgain()];

const run = (arm: Arm, history: readonly Operation[]): Run => ({
  arm,
  history,
  plan: experiment.plan(arm, 'quick'),
});
const found = (history: readonly Operation[], arm = lost('redis-session')) =>
  experiment.judge(history, experiment.plan(arm, 'quick'), arm);

describe('where the store knew who was logged in', () => {
  test('holds when everybody is in again; those who came early are not counted into the rush', () => {
    const { held, figures } = found(morning);
    expect(held).toBe(true);
    expect(figures).toMatchObject({ thrownOut: 40, seconds: 2, loginsPerSecond: 18, loginP99Ms: 2000 });
  });

  test('does not hold when somebody is not in, was told neither, or was not served in the rush', () => {
    expect(found([...looks('refused'), ...logins, ...meanwhile, ...inAgain('refused')]).because).toMatch(
      'not everybody is in again',
    );
    expect(
      found([...looks('unknown'), ...meanwhile, ...inAgain()], lost('shared-secret-jwt')).because,
    ).toMatch('neither');
    const unserved = operations('orders', { fromMs: 200, toMs: 300 }, 'unavailable');
    expect(found([...morning, ...unserved]).because).toMatch('not served in the rush');
  });

  test('nothing can be told when nobody noticed the loss, or not everybody was asked', () => {
    expect(found(unnoticed).held).toBeUndefined();
    expect(found(morning.slice(1)).held).toBeUndefined();
  });
});

describe('where the client holds the login', () => {
  test('holds when nobody noticed, and took no time', () => {
    expect(found(unnoticed, lost('shared-secret-jwt'))).toMatchObject({
      held: true,
      figures: { thrownOut: 0, seconds: 0 },
    });
  });

  test('does not hold when anybody was thrown out', () => {
    expect(found(morning, lost('shared-secret-jwt')).because).toMatch('thrown out though nothing');
  });
});

describe('the experiment', () => {
  const judged = (whenLost: readonly Operation[], whenNotLost: readonly Operation[]) =>
    judge(experiment as never, [
      run(control, whenNotLost),
      run(waiting, whenLost),
      run(lost('redis-session'), morning),
      run(lost('shared-secret-jwt'), unnoticed),
    ]).conclusion;
  const stillOut = [...looks('refused'), ...meanwhile, ...inAgain('refused')];

  test('depends on who knew', () => {
    const { verdict, because } = judged(stillOut, unnoticed);
    expect(verdict).toBe('depends');
    expect(because).toMatch(
      'under redis-session (2.0 s, 18 logins a second); nobody had to under shared-secret-jwt',
    );
  });

  test('says nothing when the control was not well, or waiting seemed to help', () => {
    expect(judged(stillOut, stillOut).verdict).toBe('unknown');
    expect(judged(morning, unnoticed).verdict).toBe('unknown');
  });
});
