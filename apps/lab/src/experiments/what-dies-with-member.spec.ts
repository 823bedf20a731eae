import { describe, expect, test } from '@jest/globals';
import type { Arm, Run } from '../experiment.js';
import type { Operation } from '../history.js';
import { judge } from '../run/judge.js';
import { operation, operations } from './testing/operation.js';
import { whatDiesWithMember as experiment } from './what-dies-with-member.js';

const arm = (strategy: Arm['strategy'], variant: string, role: Arm['role'] = 'subject'): Arm => ({
  strategy,
  variant,
  role,
});
const frozen = arm('redis-session', 'frozen');

/** Member is away from 500 to 2500 ms and whole again at 2600 ms. */
const fault = operation('fault', 500, 'ok', {
  endedMs: 2500,
  seen: { what: 'member-1 is frozen', mendedMs: 2600 },
});
const before = operations('orders', { fromMs: 0, toMs: 500 });
const during = { fromMs: 600, toMs: 2000 };
const after = operations('orders', { fromMs: 3700, toMs: 4500 });
const placed = operations('place', { fromMs: 600, toMs: 1400 }, 'ok', () => ({
  seen: { state: 'awaiting-address' },
}));
const completion = (awaiting: number, lost = 0) =>
  operation('completion', 3000, 'ok', { seen: { awaiting, lost } });

const wellServed = [...before, fault, ...operations('orders', during), ...placed, completion(0), ...after];
const found = (history: readonly Operation[], which = frozen) =>
  experiment.judge(history, experiment.plan(which, 'quick'), which);

describe('a strategy that claims to survive member', () => {
  test('holds when everybody is served and every order completed', () => {
    const { held, figures } = found(wellServed);
    expect(held).toBe(true);
    expect(figures).toMatchObject({ served: 1, ordersAccepted: 1, awaiting: 0, lost: 0 });
  });

  test.each([
    ['a 503', operation('orders', 1000, 'unavailable'), 'not served'],
    ['a 401', operation('orders', 1000, 'refused'), 'logged out'],
    ['a 401 afterwards', operation('orders', 4000, 'refused'), 'logged out'],
    ['a broken connection', operation('orders', 1000, 'unknown'), 'lost'],
    ['an order that is not accepted', operation('place', 1000, 'unavailable'), 'not served'],
    ['a 503 long after', operation('orders', 4000, 'unavailable'), 'not all was well'],
  ])('does not hold with %s', (_, wrong, complaint) => {
    expect(found([...wellServed, wrong])).toMatchObject({
      held: false,
      because: expect.stringContaining(complaint),
    });
  });

  test('does not hold when requests wait for member, and holds when one is late', () => {
    const late = (n: number) => ({ endedMs: during.fromMs + n * 100 + 800 });
    const waiting = operations('orders', during, 'ok', late);
    expect(found([fault, ...waiting, ...placed, completion(0), ...after]).because).toMatch('too late');
    expect(found([...wellServed, operation('orders', 1000, 'ok', { endedMs: 1700 })]).held).toBe(true);
  });

  test('does not hold when orders waited for member', () => {
    const waited = operations('place', { fromMs: 600, toMs: 1400 }, 'ok', () => ({
      seen: { state: 'placed' },
    }));
    const history = wellServed.filter(({ kind }) => kind !== 'place');
    expect(found([...history, ...waited]).because).toMatch('8 orders waited for member');
  });

  test('does not hold when an accepted order is lost or has no address in the end', () => {
    expect(found([...wellServed, completion(0, 1)]).because).toMatch('1 accepted orders were lost');
    expect(found([...wellServed, completion(2)]).because).toMatch('2 orders had no address');
  });

  test('nothing can be told without requests or orders in the time of the fault', () => {
    expect(found([...before, fault, ...placed, completion(0), ...after]).held).toBeUndefined();
    expect(found(wellServed.filter(({ kind }) => kind !== 'place')).held).toBeUndefined();
    expect(found(wellServed.filter(({ kind }) => kind !== 'completion')).held).toBeUndefined();
  });
});

describe('a strategy that must ask member', () => {
  const opaque = arm('opaque-token', 'killed');
  const toldSo = [
    fault,
    ...operations('orders', during, 'unavailable'),
    ...operations('place', during, 'unavailable'),
    completion(0),
    ...after,
  ];

  test('holds when everybody is answered 503 in time', () => {
    expect(found(toldSo, opaque)).toMatchObject({
      held: true,
      figures: { unavailable: 1, toFirstFailureMs: 105 },
    });
  });

  test('does not hold when one is logged out', () => {
    expect(found([...toldSo, operation('orders', 1000, 'refused')], opaque).held).toBe(false);
  });
});

describe('the experiment', () => {
  const run = (which: Arm, history: readonly Operation[]): Run => ({
    arm: which,
    history,
    plan: experiment.plan(which, 'quick'),
  });
  const logins = (outcome: Operation['outcome']) => [fault, ...operations('login', during, outcome)];
  const control = (outcome: Operation['outcome']) => [
    ...operations('orders', { fromMs: 0, toMs: 1000 }, outcome),
    ...placed,
    completion(0),
  ];
  const judged = (controlOutcome: Operation['outcome'], loginOutcome: Operation['outcome']) =>
    judge(experiment as never, [
      run(arm('redis-session', 'nothing broken', 'control'), control(controlOutcome)),
      run(arm('redis-session', 'killed, logging in', 'must-fail'), logins(loginOutcome)),
      run(frozen, wellServed),
    ]);

  test('depends on whom order must ask', () => {
    const { conclusion, arms } = judged('ok', 'unknown');
    expect(conclusion).toMatchObject({
      verdict: 'depends',
      because: expect.stringContaining('redis-session'),
    });
    expect(arms.map(({ verdict }) => verdict)).toEqual(['as-claimed', 'as-claimed', 'as-claimed']);
  });

  test('says nothing when the control is not well, or somebody could log in', () => {
    expect(judged('unavailable', 'unknown').conclusion.verdict).toBe('unknown');
    expect(judged('ok', 'ok').conclusion.verdict).toBe('unknown');
  });
});
