import { z } from 'zod';
import { Address } from './members.js';

/** An amount in the minor unit of its currency (cents, won), and the currency as an ISO 4217 code. */
export const Money = z.strictObject({
  amount: z.int().nonnegative(),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = z.infer<typeof Money>;

export const Sku = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,49}$/, 'is not a product code');
export type Sku = z.infer<typeof Sku>;

const Quantity = z.int().min(1).max(99);

/** `GET /products` lists these. */
export const Product = z.strictObject({ sku: Sku, name: z.string(), price: Money });
export type Product = z.infer<typeof Product>;

export const Products = z.array(Product);
export type Products = z.infer<typeof Products>;

/** The path of `PUT` and `DELETE /cart/items/{sku}`. */
export const CartItemPath = z.strictObject({ sku: Sku });
export type CartItemPath = z.infer<typeof CartItemPath>;

/** `PUT /cart/items/{sku}` */
export const CartItemQuantity = z.strictObject({ quantity: Quantity });
export type CartItemQuantity = z.infer<typeof CartItemQuantity>;

/** So much of one product; in a cart and in an order that is asked for. */
export const CartItem = z.strictObject({ sku: Sku, quantity: Quantity });
export type CartItem = z.infer<typeof CartItem>;

/** `GET /cart` */
export const Cart = z.strictObject({ items: z.array(CartItem) });
export type Cart = z.infer<typeof Cart>;

/** `POST /orders`: without items, or without a body, the cart is ordered. Naming a product twice is refused. */
export const NewOrder = z
  .strictObject({
    items: z
      .array(CartItem)
      .min(1)
      .max(100)
      .refine((items) => new Set(items.map(({ sku }) => sku)).size === items.length, 'names a product twice')
      .optional(),
  })
  .default({});
export type NewOrder = z.infer<typeof NewOrder>;

/** 1 to 200 visible ASCII characters that the client chose for one order and repeats when it tries again. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters');
export type IdempotencyKey = z.infer<typeof IdempotencyKey>;

/** A line of an order keeps the name and price of the day. */
export const OrderLine = z.strictObject({ sku: Sku, name: z.string(), quantity: Quantity, price: Money });
export type OrderLine = z.infer<typeof OrderLine>;

/** `awaiting-address`: accepted while the member service did not answer; completed when it is back. */
export const OrderStatus = z.enum(['placed', 'awaiting-address']);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** `POST /orders` → 201, `GET /orders/{id}`; the address is null while it is awaited. */
export const Order = z.strictObject({
  id: z.uuid(),
  status: OrderStatus,
  items: z.array(OrderLine),
  total: Money,
  address: Address.nullable(),
  createdAt: z.iso.datetime(),
});
export type Order = z.infer<typeof Order>;

/** `GET /orders`, newest first. */
export const Orders = z.array(Order);
export type Orders = z.infer<typeof Orders>;
