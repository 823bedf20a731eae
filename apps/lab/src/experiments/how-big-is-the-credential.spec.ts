import { describe, expect, test } from '@jest/globals';
import type { Arm } from '../experiment.js';
import type { Operation } from '../history.js';
import { howBigIsTheCredential } from './how-big-is-the-credential.js';

const operation = (kind: string, bytes: number, items: number, more: Partial<Operation> = {}): Operation => ({
  kind,
  target: 'order-1',
  shopper: 0,
  intendedMs: 0,
  startedMs: 0,
  endedMs: 1,
  outcome: 'ok',
  seen: { bytes, headerBytes: bytes + 10, items },
  ...more,
});

const found = (strategy: Arm['strategy'], history: readonly Operation[], variant?: string) => {
  const arm: Arm = { strategy, role: 'subject', ...(variant && { variant }) };
  return howBigIsTheCredential.judge(history, howBigIsTheCredential.plan(arm, 'quick'), arm);
};

const full = { outcome: 'refused', status: 409, code: 'cart-does-not-fit' } as const;

describe('a credential that holds no cart', () => {
  test('it holds when it stays as it is', () => {
    const { held, figures } = found('redis-session', [operation('look', 72, 0), operation('fill', 72, 1)]);
    expect(held).toBe(true);
    expect(figures).toMatchObject({ perRequest: 82, largest: 82 });
  });

  test('it must not grow, nor refuse a product', () => {
    expect(found('redis-session', [operation('look', 72, 0), operation('fill', 90, 1)]).held).toBe(false);
    expect(found('redis-session', [operation('look', 72, 0), operation('fill', 72, 0, full)]).held).toBe(
      false,
    );
  });

  test('nothing can be told without an answer', () => {
    expect(found('redis-session', []).held).toBeUndefined();
    expect(found('redis-session', [operation('look', 72, 0, { outcome: 'hung' })]).held).toBeUndefined();
  });
});

describe('a cookie that holds the cart', () => {
  const history = (last: Operation, after: Operation) => [
    operation('look', 120, 0),
    operation('fill', 4050, 57),
    last,
    after,
  ];
  const refused = operation('fill', 4050, 0, full);

  test('it holds when the product that does not fit is refused, and nothing changes', () => {
    const { held, figures } = found('sealed-cookie', history(refused, operation('look', 4050, 57)));
    expect(held).toBe(true);
    expect(figures).toMatchObject({ fitted: 57 });
  });

  test('it must not pass 4,096 bytes of name and value', () => {
    const { held, because } = found('sealed-cookie', [
      operation('look', 120, 0),
      operation('fill', 4090, 57),
      operation('fill', 4090, 0, full),
      operation('look', 4090, 57),
    ]);
    expect(held).toBe(false);
    expect(because).toMatch('longer than browsers keep');
  });

  test('nor may it when nothing was refused', () => {
    expect(found('sealed-cookie', [operation('look', 120, 0), operation('fill', 4090, 60)]).held).toBe(false);
  });

  test('a refusal must say what it is, and leave the cart alone', () => {
    const vague = operation('fill', 4050, 0, { ...full, code: 'request-invalid' });
    expect(found('sealed-cookie', history(vague, operation('look', 4050, 57))).held).toBe(false);
    expect(found('sealed-cookie', history(refused, operation('look', 4050, 56))).held).toBe(false);
  });

  test('nothing can be told of a cart that was never too large', () => {
    expect(
      found('sealed-cookie', [operation('look', 120, 0), operation('fill', 170, 1)]).held,
    ).toBeUndefined();
  });

  test('expected to hold any cart, it fails', () => {
    const variant = 'expected to hold any cart';
    expect(found('sealed-cookie', history(refused, operation('look', 4050, 57)), variant).held).toBe(false);
  });
});
