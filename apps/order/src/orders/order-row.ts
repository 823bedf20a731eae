import type { CartItem, Order, OrderLine } from '@doorman/contracts';
import type { OrderRow } from '../database/tables.js';

/** The order as its member sees it. */
export const orderOf = ({ id, status, items, address, created_at: createdAt }: OrderRow): Order => ({
  id,
  status,
  items,
  total: totalOf(items),
  address,
  createdAt: createdAt.toISOString(),
});

/** The catalogue is in one currency, and no order is without a line. */
function totalOf(items: readonly OrderLine[]): Order['total'] {
  const amount = items.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0);
  return { amount, currency: items[0]?.price.currency ?? 'EUR' };
}

/**
 * Whether a request that came with an order's idempotency key asks for that order again. One without items asks for the cart, whatever is in
 * it by now.
 */
export function isSameRequest(row: OrderRow, items: readonly CartItem[] | undefined): boolean {
  if (!items || row.cart_id !== null) return !items && row.cart_id !== null;
  const quantities = new Map(row.items.map(({ sku, quantity }) => [sku, quantity]));
  return (
    items.length === quantities.size && items.every(({ sku, quantity }) => quantities.get(sku) === quantity)
  );
}
