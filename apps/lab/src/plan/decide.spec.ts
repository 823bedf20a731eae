import { describe, expect, test } from '@jest/globals';
import { choose, coresOf, planAll, thresholds } from './decide.js';
import { readDemands } from './demands.js';
import { makePlan } from './plan.js';
import type { Question } from './question.js';

const demands = await readDemands();
const question: Question = { requestsPerSecond: 20_000, members: 1_000_000, storeRttMs: 0.5 };
const plansFor = (changes: Partial<Question>) => planAll({ ...question, ...changes }, demands);

test('a strategy that cannot end a login in time is not taken, and the plan says why', () => {
  const plans = plansFor({ maxRevocationLagSeconds: 1 });
  const jwt = plans.find(({ strategy }) => strategy === 'shared-secret-jwt');
  expect(jwt?.unfit).toMatch(/expire within minutes/);
  expect(choose(plans)?.revocationLagSeconds).toBeLessThanOrEqual(1);
});

test('of what costs about the same, the one that hears of a logout first', () => {
  const chosen = choose(plansFor({}));
  const cheaper = plansFor({}).filter((plan) => !plan.unfit && coresOf(plan) < coresOf(chosen!));
  for (const plan of cheaper) expect(plan.revocationLagSeconds).toBeGreaterThan(chosen!.revocationLagSeconds);
});

test('a store that is far away is asked by nobody who can help it', () => {
  const chosen = choose(plansFor({ storeRttMs: 40 }));
  expect(chosen?.latency.askingMs).toBeLessThan(5);
});

test('more requests never need fewer replicas, nor more members less memory', () => {
  for (const [at, plan] of plansFor({}).entries()) {
    expect(plansFor({ requestsPerSecond: 40_000 })[at]!.orderReplicas).toBeGreaterThanOrEqual(
      plan.orderReplicas,
    );
    expect(plansFor({ members: 2_000_000 })[at]!.redis.bytes).toBeGreaterThanOrEqual(plan.redis.bytes);
  }
});

describe('thresholds', () => {
  const found = thresholds(question, demands);

  test('a hundredth before each the answer is the same, a tenth past it the one it names', () => {
    const here = choose(plansFor({}))?.strategy;
    expect(found.length).toBeGreaterThan(0);
    for (const { variable, direction, value, instead } of found) {
      const at = (number: number) =>
        choose(plansFor({ [variable]: variable === 'members' ? Math.round(number) : number }))?.strategy;
      const go = (ratio: number) => at(value * (direction === 'above' ? ratio : 1 / ratio));
      expect([variable, go(0.99), go(1.1)]).toEqual([variable, here, instead]);
    }
  });
});

test('the recommendation is one that fits, and where members must be answered without Redis another may be named', () => {
  const { plans, recommended, withoutStore } = makePlan(question, demands);
  expect(plans.find(({ strategy }) => strategy === recommended)?.unfit).toBeUndefined();
  if (withoutStore)
    expect(plans.find(({ strategy }) => strategy === withoutStore)?.survives).toContain('store');
});
