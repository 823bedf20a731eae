import { randomUUID } from 'node:crypto';
import { CartItem } from '@doorman/contracts';
import { z } from 'zod';

/**
 * A cart as it is kept. Its id lasts until it is ordered: an order is made from a cart at most once, and takes its items out
 * of that cart and of no later one, however often the attempt is repeated.
 */
export const KeptCart = z.object({ id: z.uuid(), items: z.array(CartItem) });
export type KeptCart = Readonly<z.infer<typeof KeptCart>>;

export const newCart = (): KeptCart => ({ id: randomUUID(), items: [] });

/** Puts so much of a product into the cart, whatever of it was there. */
export function withItem(cart: KeptCart, item: CartItem): KeptCart {
  const isThere = cart.items.some(({ sku }) => sku === item.sku);
  const items = isThere
    ? cart.items.map((other) => (other.sku === item.sku ? item : other))
    : [...cart.items, item];
  return { ...cart, items };
}

export const withoutItem = (cart: KeptCart, sku: string): KeptCart => ({
  ...cart,
  items: cart.items.filter((item) => item.sku !== sku),
});

/** Takes out what was ordered. What was added meanwhile stays, in a new cart; a cart that is not the ordered one is left alone. */
export function withoutOrdered(cart: KeptCart, cartId: string, ordered: readonly CartItem[]): KeptCart {
  if (cart.id !== cartId) return cart;
  const orderedOf = new Map(ordered.map(({ sku, quantity }) => [sku, quantity]));
  const items = cart.items
    .map(({ sku, quantity }) => ({ sku, quantity: quantity - (orderedOf.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  return { id: randomUUID(), items };
}
