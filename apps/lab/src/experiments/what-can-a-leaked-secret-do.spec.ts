import { expect, test } from '@jest/globals';
import type { Arm } from '../experiment.js';
import type { Operation, Outcome } from '../history.js';
import { whatCanALeakedSecretDo } from './what-can-a-leaked-secret-do.js';

const operation = (kind: string, outcome: Outcome, how = 'signed'): Operation => ({
  kind,
  target: 'order-1',
  intendedMs: 0,
  startedMs: 0,
  endedMs: 1,
  outcome,
  seen: { how },
});

const found = (history: readonly Operation[]) => {
  const arm: Arm = { strategy: 'public-key-jwt', role: 'subject' };
  return whatCanALeakedSecretDo.judge(history, whatCanALeakedSecretDo.plan(arm, 'quick'), arm);
};
const honest = operation('honest', 'ok');

test('it holds when no forgery is accepted anywhere', () => {
  const history = [honest, operation('forged', 'refused'), operation('forged', 'refused', 'not signed')];
  expect(found(history)).toMatchObject({ held: true, figures: { ways: 2, waysAccepted: 0 } });
});

test('one service that accepts one is enough', () => {
  const { held, because } = found([
    honest,
    operation('forged', 'refused'),
    operation('forged', 'ok', 'not signed'),
  ]);
  expect(held).toBe(false);
  expect(because).toMatch('not signed');
});

test('nothing can be told when a try was not answered, none was made, or the shop knows nobody at all', () => {
  expect(
    found([honest, operation('forged', 'refused'), operation('forged', 'unavailable')]).held,
  ).toBeUndefined();
  expect(found([honest]).held).toBeUndefined();
  expect(found([operation('honest', 'refused'), operation('forged', 'refused')]).held).toBeUndefined();
});

test('the strategies whose settings make credentials claim no such thing', () => {
  const claims = (strategy: Arm['strategy']) => whatCanALeakedSecretDo.claims({ strategy, role: 'subject' });
  expect(claims('shared-secret-jwt')).toBe(false);
  expect(claims('redis-session')).toBe(false);
  expect(claims('opaque-token')).toBe(true);
});
