import { describe, expect, test } from '@jest/globals';
import type { Arm, Run } from '../experiment.js';
import type { Operation } from '../history.js';
import { judge } from '../run/judge.js';
import { operation, operations } from './testing/operation.js';
import { whatDiesWithTheStore as experiment } from './what-dies-with-the-store.js';

const arm = (strategy: Arm['strategy'], variant: string, role: Arm['role'] = 'subject'): Arm => ({
  strategy,
  variant,
  role,
});

const found = (history: readonly Operation[], which: Arm) =>
  experiment.judge(history, experiment.plan(which, 'quick'), which);

/** The store is away from 500 to 1700 ms, and there again at 2000 ms. */
const fault = operation('fault', 500, 'ok', { endedMs: 1700, seen: { what: 'lost', mendedMs: 2000 } });
const before = operations('orders', { fromMs: 0, toMs: 500 });
const during = { fromMs: 500, toMs: 1900 };
const after = operations('orders', { fromMs: 3000, toMs: 4000 });
const outage = [...before, fault, ...operations('orders', during, 'unavailable'), ...after];
const unnoticed = [...before, fault, ...operations('orders', during), ...after];

describe('a primary that is lost under Sentinel', () => {
  const failover = arm('redis-session', 'killed, with Sentinel');

  test('runs in a shop with Sentinels', () => {
    expect(experiment.plan(failover, 'quick').topology.sentinel).toBe(true);
    expect(experiment.plan(arm('redis-session', 'killed'), 'quick').topology.sentinel).toBeUndefined();
  });

  test('holds when requests are answered 503 until the replica is promoted, and says how long that took', () => {
    expect(found(outage, failover)).toMatchObject({
      held: true,
      figures: { served: 0, unavailable: 1, refused: 0, lossToLastFailureMs: 1305 },
    });
  });

  test.each([
    ['somebody is logged out meanwhile', operation('orders', 1000, 'refused'), 'logged out'],
    ['somebody is logged out by the promoted replica', operation('orders', 3500, 'refused'), 'afterwards'],
    ['a request gets no answer', operation('orders', 1000, 'hung'), 'lost'],
  ])('does not hold when %s', (_, wrong, complaint) => {
    expect(found([...outage, wrong], failover)).toMatchObject({
      held: false,
      because: expect.stringContaining(complaint),
    });
  });

  test('does not hold when one of two services does not find the promoted replica', () => {
    const lost = operations('orders', { fromMs: 3000, toMs: 4000 }, 'unavailable');
    expect(found([...outage, ...lost], failover).because).toMatch('not all was well');
  });

  test('holds when a busy machine answers one request 503 much later', () => {
    expect(found([...outage, operation('orders', 3500, 'unavailable')], failover).held).toBe(true);
  });

  test('does not hold when requests wait for the promotion', () => {
    const waiting = operations('orders', during, 'ok', () => ({ endedMs: 2500 }));
    expect(found([...before, fault, ...waiting, ...after], failover).because).toMatch('too late');
  });

  test('must go unnoticed where copies are claimed to bridge it', () => {
    const cached = arm('cached-session', 'killed, with Sentinel');
    expect(found(unnoticed, cached).held).toBe(true);
    expect(found(outage, cached).because).toMatch('not served');
  });

  test('nothing can be told when nobody asked after the promotion', () => {
    expect(found([...before, fault, ...operations('orders', during)], failover).held).toBeUndefined();
  });
});

describe('a store that restarts empty', () => {
  const loggedOut = [...before, fault, ...operations('orders', { fromMs: 500, toMs: 4000 }, 'refused')];

  test('may log out whoever was known to it, and nobody else', () => {
    expect(found(loggedOut, arm('redis-session', 'restarted empty')).held).toBe(true);
    expect(found(loggedOut, arm('shared-secret-jwt', 'restarted empty')).because).toMatch('logged out');
  });
});

describe('the experiment', () => {
  const run = (which: Arm, history: readonly Operation[]): Run => ({
    arm: which,
    history,
    plan: experiment.plan(which, 'quick'),
  });
  const hung = operations('orders', during, 'hung', () => ({ endedMs: 6000 }));
  const judged = (controlled: readonly Operation[], trapped: readonly Operation[]) =>
    judge(experiment as never, [
      run(arm('redis-session', 'nothing broken', 'control'), controlled),
      run(arm('redis-session', "frozen, under ioredis' defaults", 'must-fail'), trapped),
      run(arm('redis-session', 'killed'), outage),
      run(arm('shared-secret-jwt', 'killed'), unnoticed),
    ]).conclusion;

  test('depends on where the answer is kept', () => {
    expect(judged(before, [...before, fault, ...hung, ...after])).toMatchObject({
      verdict: 'depends',
      because: expect.stringContaining('wait for the store under redis-session'),
    });
  });

  test('says nothing when the control is not well, or the trap is none', () => {
    expect(judged(operations('orders', during, 'unavailable'), [fault, ...hung, ...after]).verdict).toBe(
      'unknown',
    );
    expect(judged(before, outage).verdict).toBe('unknown');
  });
});
