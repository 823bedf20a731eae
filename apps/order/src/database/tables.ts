import type { Address, CartItem, OrderLine, OrderStatus } from '@doorman/contracts';
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType, Selectable } from 'kysely';

export interface Tables {
  products: ProductsTable;
  carts: CartsTable;
  orders: OrdersTable;
}

interface ProductsTable {
  sku: string;
  name: string;
  amount: number;
  currency: string;
  position: number;
}

interface CartsTable {
  member_id: string;
  id: string;
  items: JSONColumnType<CartItem[], string, string>;
}

interface OrdersTable {
  id: string;
  member_id: string;
  idempotency_key: string;
  /** The cart that the order was made from; null when the request named the items. */
  cart_id: string | null;
  items: JSONColumnType<OrderLine[], string, never>;
  address: ColumnType<Address | null, never, string>;
  status: GeneratedAlways<OrderStatus>;
  created_at: Generated<Date>;
  /** How often the member service said that there is no address yet. */
  attempts: Generated<number>;
  next_attempt_at: Date;
}

export type OrderRow = Selectable<OrdersTable>;
