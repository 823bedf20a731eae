import { describe, expect, test } from '@jest/globals';
import type { Arm, Run } from '../experiment.js';
import type { Operation, Outcome } from '../history.js';
import { judge } from '../run/judge.js';
import { doesALostReplicaLogPeopleOut as experiment } from './does-a-lost-replica-log-people-out.js';
import { operation, operations } from './testing/operation.js';

const killed: Arm = { strategy: 'redis-session', variant: 'one replica killed', role: 'subject' };
const restarted: Arm = {
  strategy: 'memory-session',
  variant: 'the one that logged them in is restarted',
  role: 'must-fail',
};
const control: Arm = { strategy: 'redis-session', variant: 'nothing lost', role: 'control' };

const fault = operation('fault', 500, 'ok', { endedMs: 1000, seen: { what: 'order-1 is killed' } });
const asked = (fromMs: number, toMs: number, outcome: Outcome = 'ok', tries = 1) =>
  operations('ask', { fromMs, toMs }, outcome, () => ({ seen: { tries } }));
const served = [...asked(0, 500), fault, ...asked(500, 1000, 'ok', 2), ...asked(1100, 2000)];

const run = (arm: Arm, history: readonly Operation[]): Run => ({
  arm,
  history,
  plan: experiment.plan(arm, 'quick'),
});
const found = (history: readonly Operation[], arm = killed) =>
  experiment.judge(history, experiment.plan(arm, 'quick'), arm);

describe('a replica that is lost', () => {
  test('holds when the next one serves everybody', () => {
    expect(found(served)).toMatchObject({ held: true, figures: { served: 1, refused: 0, passedOn: 5 } });
  });

  test.each(['refused', 'unavailable', 'unknown', 'hung'] as const)(
    'does not hold with one %s',
    (outcome) => {
      expect(found([...served, operation('ask', 700, outcome)]).held).toBe(false);
    },
  );

  test('nothing can be told when nothing was lost, or nobody asked afterwards', () => {
    expect(found(asked(0, 2000)).held).toBeUndefined();
    expect(found([...asked(0, 900), fault]).held).toBeUndefined();
  });
});

describe('a process that alone knew who was logged in', () => {
  test('is counted from its return: while it is away nobody is logged out yet', () => {
    const away = [...asked(0, 500), fault, ...asked(500, 1000, 'unknown')];
    expect(found([...away, ...asked(1100, 2000, 'refused')], restarted)).toMatchObject({
      held: false,
      because: expect.stringContaining('9 answered with 401'),
    });
    expect(found([...away, ...asked(1100, 2000)], restarted).held).toBe(true);
  });
});

describe('a clock that is wrong at the first order', () => {
  const ahead = (strategy: Arm['strategy']): Arm => ({
    strategy,
    variant: 'clock a day ahead',
    role: 'subject',
  });
  const behind: Arm = { strategy: 'shared-secret-jwt', variant: 'clock a day behind', role: 'subject' };
  const wrongClock = operation('fault', 500, 'ok', {
    endedMs: 1000,
    seen: { what: 'the clock of order-1 is 24 h ahead', mendedMs: 1100 },
  });
  const at = (target: string) => () => ({ target });
  const asking = (there: Outcome, elsewhere: Outcome, afterwards: Outcome = elsewhere) => [
    ...operations('ask', { fromMs: 0, toMs: 400 }),
    wrongClock,
    ...operations('ask', { fromMs: 510, toMs: 1000 }, there),
    ...operations('ask', { fromMs: 560, toMs: 1000 }, elsewhere, at('order-2')),
    ...operations('ask', { fromMs: 1150, toMs: 1600 }, afterwards),
  ];

  test('holds when everybody is served, there and elsewhere', () => {
    expect(found(asking('ok', 'ok'), ahead('redis-session'))).toMatchObject({
      held: true,
      figures: { requests: 5, served: 1, refused: 0, wrongElsewhere: 0 },
    });
  });

  test('does not hold when it turns people away, which a token does not claim to be safe from', () => {
    expect(found(asking('refused', 'ok'), ahead('redis-session')).held).toBe(false);
    expect(experiment.claims(ahead('redis-session'))).toBe(true);
    expect(experiment.claims(ahead('shared-secret-jwt'))).toBe(false);
    expect(experiment.claims({ ...ahead('shared-secret-jwt'), variant: 'clock a minute ahead' })).toBe(true);
  });

  test('does not hold when anybody is turned away elsewhere, or afterwards', () => {
    for (const history of [asking('ok', 'refused', 'ok'), asking('ok', 'ok', 'refused')])
      expect(found(history, ahead('redis-session'))).toMatchObject({
        held: false,
        because: expect.stringContaining('where or when all clocks were right'),
      });
  });

  test('behind, holds when logins that are over are refused, and not when they are let in', () => {
    expect(found(asking('refused', 'refused'), behind).held).toBe(true);
    expect(found(asking('ok', 'refused'), behind)).toMatchObject({
      held: false,
      because: expect.stringContaining('after the end of the login'),
    });
  });

  test('nothing can be told when logins did not work before, when answers are missing, or nobody asked', () => {
    const broken = [operation('ask', 100, 'refused'), ...asking('ok', 'ok')];
    for (const history of [broken, asking('unavailable', 'ok'), [wrongClock], asked(0, 500)])
      expect(found(history, ahead('redis-session')).held).toBeUndefined();
  });
});

describe('the experiment', () => {
  const judged = (afterRestart: Outcome, controlled: Outcome, subject = served) =>
    judge(experiment as never, [
      run(control, asked(0, 1000, controlled)),
      run(restarted, [fault, ...asked(1100, 2000, afterRestart)]),
      run(killed, subject),
    ]).conclusion.verdict;

  test('holds when nobody was logged out, depends when somebody was', () => {
    expect(judged('refused', 'ok')).toBe('holds');
    expect(judged('refused', 'ok', [...served, operation('ask', 700, 'refused')])).toBe('depends');
  });

  test('says nothing when the control is not well, or memory was remembered', () => {
    expect(judged('refused', 'refused')).toBe('unknown');
    expect(judged('ok', 'ok')).toBe('unknown');
  });
});
