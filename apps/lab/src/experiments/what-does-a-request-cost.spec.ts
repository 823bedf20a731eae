import { describe, expect, test } from '@jest/globals';
import type { Arm } from '../experiment.js';
import type { Operation } from '../history.js';
import type { Phase } from '../measure/closed-loop-phase.js';
import { whatDoesARequestCost } from './what-does-a-request-cost.js';

const arm = (strategy: Arm['strategy'], variant?: string): Arm => ({
  strategy,
  role: 'subject',
  ...(variant && { variant }),
});

const request = (kind: string, tookMs: number): Operation => ({
  kind,
  target: 'order-1',
  intendedMs: 100,
  startedMs: 100,
  endedMs: 100 + tookMs,
  outcome: 'ok',
  status: 200,
});

/** A thousand requests that took order so many seconds of CPU. */
function phase(name: string, order: number): Operation {
  const seen: Phase = {
    name,
    ok: 1000,
    refused: 0,
    other: 0,
    seconds: 1,
    order,
    member: 0,
    redis: 0.01,
    replicas: 0,
    database: 0.1,
    network: 0,
    generator: 0.02,
    elsewhere: 0,
    cores: 2,
  };
  return { ...request('closed-loop', 1000), seen: { ...seen } };
}

const judge = (which: Arm, history: readonly Operation[]) =>
  whatDoesARequestCost.judge(history, whatDoesARequestCost.plan(which, 'quick'), which);

const at = (roundTripMs: number, ...tookMs: readonly number[]) =>
  tookMs.map((took) => request(`orders at ${roundTripMs} ms`, took));

describe('the way to the store', () => {
  test('who waits for it waits in the luckiest request too', () => {
    const { held, because } = judge(arm('redis-session'), [...at(0, 2, 3, 90), ...at(20, 22.5, 24, 180)]);
    expect(held).toBe(false);
    expect(because).toMatch('20.5 ms more');
  });

  test('who does not is not blamed for a busy machine', () => {
    const { held, figures } = judge(arm('cached-session'), [...at(0, 2, 3, 4), ...at(20, 3, 40, 50)]);
    expect(held).toBe(true);
    expect(figures['medianAt20Ms']).toBe(40);
  });

  test('a machine on which every request takes longer than the way says nothing', () => {
    expect(judge(arm('redis-session'), [...at(0, 60, 70), ...at(20, 90, 99)]).held).toBeUndefined();
    expect(judge(arm('redis-session'), []).held).toBeUndefined();
  });

  test('is claimed to be felt where the strategy does not survive the store', () => {
    expect(whatDoesARequestCost.claims(arm('redis-session'))).toBe(false);
    expect(whatDoesARequestCost.claims(arm('cached-session'))).toBe(true);
    expect(whatDoesARequestCost.claims(arm('opaque-token'))).toBe(true);
  });
});

describe('verifying a token', () => {
  const which = arm('shared-secret-jwt', 'tokens never seen');

  test('is what a new token costs over a known one', () => {
    const { held, figures } = judge(which, [phase('known', 0.2), phase('new', 0.23)]);
    expect(held).toBe(true);
    expect(figures['orderMicros']).toBeCloseTo(230);
    expect(figures['verifyingMicros']).toBeCloseTo(30);
  });

  test('a service that still becomes faster is compared with what it cost before and after', () => {
    const history = [phase('known', 1.3), phase('new', 1.35), phase('known', 0.8)];
    expect(judge(which, history).figures['verifyingMicros']).toBeCloseTo(300);
  });

  test('half a millisecond is too much', () => {
    expect(judge(which, [phase('known', 0.2), phase('new', 0.7)]).held).toBe(false);
  });

  test('without an answered request nothing is known', () => {
    expect(judge(which, [phase('known', 0.2)]).held).toBeUndefined();
  });
});
