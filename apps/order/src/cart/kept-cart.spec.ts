import { expect, it } from '@jest/globals';
import { newCart, withItem, withoutItem, withoutOrdered } from './kept-cart.js';

const tea = (quantity: number) => ({ sku: 'tea', quantity });
const cup = (quantity: number) => ({ sku: 'cup', quantity });
const cartOf = (...items: { sku: string; quantity: number }[]) => ({ ...newCart(), items });

it('keeps products in the order in which they were put in, each once', () => {
  const cart = [tea(1), cup(2), tea(3)].reduce(withItem, newCart());
  expect(cart.items).toEqual([tea(3), cup(2)]);
});

it('is the same cart after a change', () => {
  const cart = cartOf(tea(1));
  expect(withItem(cart, cup(1)).id).toBe(cart.id);
  expect(withoutItem(cart, 'tea')).toEqual({ id: cart.id, items: [] });
});

it('loses what was ordered and keeps what was added meanwhile', () => {
  const now = cartOf(tea(5), cup(1));
  const { items } = withoutOrdered(now, now.id, [tea(2), { sku: 'pot', quantity: 1 }]);
  expect(items).toEqual([tea(3), cup(1)]);
});

it('loses what was ordered only once', () => {
  const now = cartOf(tea(5));
  const after = withoutOrdered(now, now.id, [tea(2)]);
  expect(withoutOrdered(after, now.id, [tea(2)])).toEqual(after);
});
