import { describe, expect, test } from '@jest/globals';
import type { Arm } from '../experiment.js';
import type { Operation, Outcome } from '../history.js';
import { canALoggedOutSessionComeBack } from './can-a-logged-out-session-come-back.js';

const operation = (
  kind: string,
  [startedMs, endedMs]: readonly [number, number],
  outcome: Outcome = 'ok',
  seen?: Operation['seen'],
): Operation => ({
  kind,
  target: 'order-1',
  shopper: 0,
  intendedMs: startedMs,
  startedMs,
  endedMs,
  outcome,
  ...(seen && { seen }),
});

const found = (variant: string, history: readonly Operation[]) => {
  const arm: Arm = { strategy: 'redis-session', variant, role: 'subject' };
  return canALoggedOutSessionComeBack.judge(history, canALoggedOutSessionComeBack.plan(arm, 'quick'), arm);
};

describe('a logout that races a change', () => {
  const race = (look: Outcome, changed: readonly [number, number] = [0, 60]) =>
    found('logout races a change', [
      operation('change', changed),
      operation('logout', [20, 50]),
      operation('look', [600, 601], look),
    ]);

  test('it holds when nobody is let in afterwards', () => {
    const { held, figures } = race('refused');
    expect(held).toBe(true);
    expect(figures).toMatchObject({ races: 1, overtaken: 1, cameBack: 0 });
  });

  test('a session that is let in has come back', () => {
    expect(race('ok')).toMatchObject({ held: false, figures: { cameBack: 1 } });
  });

  test('nothing can be told of a logout that met no change, or of which nobody saw the end', () => {
    expect(race('refused', [0, 10]).held).toBeUndefined();
    expect(race('unavailable').held).toBeUndefined();
  });
});

describe('many changes at once', () => {
  const crowd = (kept: string | undefined, second: Outcome = 'ok') =>
    found('many changes at once', [
      operation('change', [0, 10], 'ok', { n: 0 }),
      operation('change', [0, 10], second, { n: 1 }),
      ...(kept === undefined ? [] : [operation('look', [20, 21], 'ok', { kept })]),
    ]);

  test('it holds when every change that was acknowledged is in the cart', () => {
    expect(crowd('0 1')).toMatchObject({ held: true, figures: { acknowledged: 2, lost: 0 } });
  });

  test('a conflict that the client was told is no loss', () => {
    expect(crowd('0', 'refused')).toMatchObject({
      held: true,
      figures: { acknowledged: 1, refused: 1, lost: 0 },
    });
  });

  test('one that is missing without a word is lost', () => {
    expect(crowd('1')).toMatchObject({ held: false, figures: { lost: 1 } });
    expect(crowd('')).toMatchObject({ held: false, figures: { lost: 2 } });
  });

  test('nothing can be told when nobody could look', () => {
    expect(crowd(undefined).held).toBeUndefined();
  });
});
