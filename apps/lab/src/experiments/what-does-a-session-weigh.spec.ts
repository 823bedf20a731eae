import { describe, expect, test } from '@jest/globals';
import type { Arm } from '../experiment.js';
import type { Operation } from '../history.js';
import { whatDoesASessionWeigh } from './what-does-a-session-weigh.js';

const arm = (strategy: Arm['strategy']): Arm => ({ strategy, role: 'subject' });

const seen = (kind: string, values: NonNullable<Operation['seen']>, tookMs = 0): Operation => ({
  kind,
  target: 'redis',
  intendedMs: 0,
  startedMs: 0,
  endedMs: tookMs,
  outcome: 'ok',
  seen: values,
});

const kept = seen('first login', { keys: 1 });
const memory = (logins: number, bytes: number, copies = 1) =>
  seen('memory', { logins, bytes, allBytes: copies * bytes, copies });

const judge = (which: Arm, history: readonly Operation[], form: 'quick' | 'full' = 'quick') =>
  whatDoesASessionWeigh.judge(history, whatDoesASessionWeigh.plan(which, form), which);

describe('in the store', () => {
  test('it is what memory grows by from the first to the last count, whatever is there besides', () => {
    const { held, figures } = judge(arm('redis-session'), [
      kept,
      memory(0, 1_000_000),
      memory(1000, 1_300_000),
      memory(10_000, 1_300_000 + 9000 * 180),
    ]);
    expect(figures['bytesPerSession']).toBe(180);
    expect(held).toBe(true);
  });

  test('more than 200 bytes are not as claimed', () => {
    const { held, because } = judge(arm('redis-session'), [kept, memory(1000, 0), memory(2000, 210_000)]);
    expect(held).toBe(false);
    expect(because).toMatch('more than 200 bytes');
  });

  test('each copy counts', () => {
    const history = [kept, memory(1000, 0, 4), memory(2000, 180_000, 4)];
    expect(judge(arm('replicated-session'), history).figures['allCopiesBytesPerSession']).toBe(720);
  });

  test('a clone that Redis encodes otherwise says nothing of logins', () => {
    const compared = {
      realBytes: 136,
      clonedBytes: 300,
      realEncoding: 'listpack',
      clonedEncoding: 'hashtable',
    };
    const history = [kept, memory(1000, 0), memory(2000, 180_000), seen('compared', compared)];
    expect(judge(arm('redis-session'), history).because).toMatch('not what a login writes');
  });

  test('what Redis notes of logins that were asked for is told apart from what they weigh', () => {
    const asked = (bytes: number) => seen('memory when asked', { asked: 1000, bytes });
    const history = (bytes: number) => [kept, memory(1000, 0), memory(2000, 180_000), asked(bytes)];
    const { held, because, figures } = judge(arm('cached-session'), history(270_000));
    expect([held, figures['bytesPerSession'], figures['notedBytesPerSession']]).toEqual([true, 180, 90]);
    expect(because).toMatch('to announce its changes Redis takes 90 bytes more');
    expect(judge(arm('redis-session'), history(180_000)).because).not.toMatch('announce');
  });

  test('without readings nothing is known', () => {
    expect(judge(arm('redis-session'), [kept]).held).toBeUndefined();
    expect(judge(arm('redis-session'), []).held).toBeUndefined();
  });
});

describe('elsewhere', () => {
  const nothing = seen('first login', { keys: 0 });

  test('a token writes nothing', () => {
    expect(judge(arm('shared-secret-jwt'), [nothing]).held).toBe(true);
  });

  test('a session that wrote nothing is none', () => {
    expect(judge(arm('redis-session'), [nothing]).held).toBe(false);
  });

  test('a session in the memory of member weighs what member grows by, whatever it keeps besides', () => {
    const services = (logins: number, memberKept: number) =>
      seen('services', { logins, memberKept, memberResident: 0, orderKept: 0, orderResident: 0 });
    const history = [nothing, services(0, 0), services(1000, 5_000_000), services(4000, 5_900_000)];
    const { held, because, figures } = judge(arm('memory-session'), history, 'full');
    expect([held, figures['memberBytesPerSession']]).toEqual([true, 300]);
    expect(because).toMatch('in the memory of member it takes 300 bytes');
  });
});

test('a thousand times the sessions may make the slowest of a hundred requests take twice as long', () => {
  const requests = (logins: number, tookMs: number) =>
    Array.from({ length: 600 }, () => seen(`orders with ${logins} logins`, {}, tookMs));
  const weights = [kept, memory(1000, 0), memory(2000, 180_000)];
  const at = (few: number, many: number) => {
    const slow = [...requests(1000, few), ...requests(1_000_000, many)];
    return judge(arm('redis-session'), [...weights, ...slow], 'full').held;
  };
  expect(at(4, 7.9)).toBe(true);
  expect(at(4, 8.1)).toBe(false);
  expect(at(220, 640)).toBeUndefined();
});
