import { describe, expect, test } from '@jest/globals';
import type { Arm } from '../experiment.js';
import type { Operation, Outcome } from '../history.js';
import { howLongDoesLogoutTake, type LogoutPlan } from './how-long-does-logout-take.js';

const arm = (strategy: Arm['strategy'], variant?: string): Arm => ({
  strategy,
  role: 'subject',
  ...(variant && { variant }),
});

function operation(kind: string, target: string, atMs: number, outcome: Outcome = 'ok'): Operation {
  return { kind, target, shopper: 0, intendedMs: atMs, startedMs: atMs, endedMs: atMs + 1, outcome };
}

/** A login at 0 ms, a logout answered at 101 ms, and what became of the requests after it at one replica. */
const history = (after: readonly (readonly [number, Outcome])[], logout: Outcome = 'ok') => [
  operation('login', 'member-1', 0),
  operation('before', 'order-1', 50),
  operation('logout', 'member-1', 100, logout),
  ...after.map(([atMs, outcome]) => operation('after', 'order-1', atMs, outcome)),
];

const found = (which: Arm, after: readonly (readonly [number, Outcome])[], logout?: Outcome) => {
  const plan: LogoutPlan = howLongDoesLogoutTake.plan(which, 'quick');
  return howLongDoesLogoutTake.judge(history(after, logout), plan, which);
};

describe('at once', () => {
  const asked = arm('redis-session');

  test('it holds when no request after the logout is let in', () => {
    const { held, figures } = found(asked, [
      [101.2, 'refused'],
      [103, 'refused'],
    ]);
    expect(held).toBe(true);
    expect(figures['slowestMs']).toBeCloseTo(0.2);
  });

  test('one that is let in is one too many', () => {
    const { held, because } = found(asked, [
      [104, 'ok'],
      [105, 'refused'],
    ]);
    expect(held).toBe(false);
    expect(because).toMatch('3 ms after the logout');
  });

  test('nothing can be told when every try was answered 503, or the logout failed', () => {
    expect(found(asked, [[102, 'unavailable']]).held).toBeUndefined();
    expect(found(asked, [[102, 'refused']], 'unavailable').held).toBeUndefined();
    expect(found(asked, []).held).toBeUndefined();
  });
});

describe('by announcement or copy', () => {
  test('it may take half a second and no longer', () => {
    const asked = arm('cached-session');
    const until = (atMs: number) =>
      found(asked, [
        [atMs, 'ok'],
        [atMs + 5, 'refused'],
      ]).held;
    expect(until(550)).toBe(true);
    expect(until(650)).toBe(false);
  });

  test('a session that comes back after a refusal counts as alive until it is refused for good', () => {
    const { held, figures } = found(arm('cached-session'), [
      [102, 'refused'],
      [900, 'ok'],
      [901, 'refused'],
    ]);
    expect(held).toBe(false);
    expect(figures['slowestMs']).toBe(800);
  });
});

describe('at expiry', () => {
  const asked = arm('shared-secret-jwt');

  test('it holds when the token lives until it expires, and no longer', () => {
    expect(
      found(asked, [
        [2500, 'ok'],
        [2600, 'refused'],
      ]).held,
    ).toBe(true);
  });

  test('refused before the expiry is not as claimed', () => {
    const { held, because } = found(asked, [
      [500, 'ok'],
      [600, 'refused'],
    ]);
    expect(held).toBe(false);
    expect(because).toMatch('before it had expired');
  });

  test('neither is accepted after the expiry', () => {
    expect(
      found(asked, [
        [3500, 'ok'],
        [3600, 'refused'],
      ]).held,
    ).toBe(false);
    expect(found(asked, [[4500, 'ok']]).held).toBe(false);
  });

  test('expected at once, it fails', () => {
    expect(
      found(arm('shared-secret-jwt', 'expected at once'), [
        [2500, 'ok'],
        [2600, 'refused'],
      ]).held,
    ).toBe(false);
  });
});

test('without a logout it must be accepted all the time', () => {
  const control = arm('redis-session', 'nobody logs out');
  expect(
    found(control, [
      [200, 'ok'],
      [600, 'ok'],
    ]).held,
  ).toBe(true);
  expect(
    found(control, [
      [200, 'ok'],
      [600, 'refused'],
    ]).held,
  ).toBe(false);
});
