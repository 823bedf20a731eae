import { expect, test } from '@jest/globals';
import type { Arm } from '../experiment.js';
import type { Operation, Outcome } from '../history.js';
import { whatDoesCopyingSessionsCost } from './what-does-copying-sessions-cost.js';

const arm: Arm = { strategy: 'replicated-session', variant: '2 orders', role: 'subject' };

const operation = (kind: string, target: string, atMs: number, more: Partial<Operation> = {}): Operation => ({
  kind,
  target,
  shopper: 0,
  intendedMs: atMs,
  startedMs: atMs,
  endedMs: atMs + 1,
  outcome: 'ok',
  ...more,
});

const reading = (kind: string, target: string, writes: number, copiedBytes = 0): Operation => ({
  kind,
  target,
  intendedMs: 0,
  startedMs: 0,
  endedMs: 1,
  outcome: 'ok',
  seen: { writes, copiedBytes, sessionBytes: 200 },
});

/** Two changes, which one copy of two has made `copied` times, and a logout answered at 101 ms that is felt at `feltMs`. */
const history = ({ copied = 2, feltMs = 102, change = 'ok' as Outcome } = {}) => [
  ...['redis', 'replica-1', 'replica-2'].map((name) => reading('stores before', name, 10)),
  operation('change', 'order-1', 10),
  operation('change', 'order-1', 20, { outcome: change }),
  reading('stores after', 'redis', 12),
  reading('stores after', 'replica-1', 12, 500),
  reading('stores after', 'replica-2', 10 + copied, 500),
  operation('login', 'member-1', 50),
  operation('before', 'order-1', 60),
  operation('logout', 'member-1', 100),
  operation('after', 'order-1', feltMs - 1),
  operation('after', 'order-1', feltMs, { outcome: 'refused' }),
];

const found = (operations: readonly Operation[]) =>
  whatDoesCopyingSessionsCost.judge(operations, whatDoesCopyingSessionsCost.plan(arm, 'quick'), arm);

test('it holds when every copy gets every change, and a logout is felt everywhere', () => {
  const { held, figures } = found(history());
  expect(held).toBe(true);
  expect(figures).toMatchObject({
    copies: 2,
    writesPerChange: 3,
    bytesPerSession: 600,
    copiedBytesPerChange: 500,
    staleMs: 1,
  });
});

test('a copy that lacks a change is none', () => {
  const { held, because } = found(history({ copied: 1 }));
  expect(held).toBe(false);
  expect(because).toMatch('1 of 2 copies');
});

test('a logout that is not felt for long is not as claimed', () => {
  expect(found(history({ feltMs: 900 })).held).toBe(false);
});

test('nothing can be told where nothing was changed, or nothing was written', () => {
  expect(found(history().filter(({ kind }) => kind !== 'change')).held).toBeUndefined();
  expect(found(history().filter(({ kind }) => !kind.startsWith('stores'))).held).toBeUndefined();
});
