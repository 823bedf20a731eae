import { randomUUID } from 'node:crypto';
import { AuthUnavailable, type Carrier, type Identity, InjectCarrier } from '@doorman/auth';
import type { CartItem, Order, OrderLine } from '@doorman/contracts';
import { Problem, type TraceHeaders } from '@doorman/service';
import { Injectable, Logger } from '@nestjs/common';
import { Carts } from '../cart/carts.js';
import { withoutOrdered } from '../cart/kept-cart.js';
import type { Shopper } from '../cart/shopper.js';
import type { OrderRow } from '../database/tables.js';
import { MemberClient } from '../member/member-client.js';
import { Catalogue } from '../products/catalogue.js';
import { isSameRequest, orderOf } from './order-row.js';
import { OrdersStore } from './orders.store.js';

/** An attempt fails for a cart that was ordered meanwhile; nobody orders faster than this. */
const CART_ATTEMPTS_MAX = 3;

/** What was asked for with an idempotency key; without items, the cart. */
export interface OrderRequest {
  readonly key: string;
  readonly items?: readonly CartItem[] | undefined;
}

@Injectable()
export class OrdersService {
  readonly #logger = new Logger(OrdersService.name);

  constructor(
    private readonly store: OrdersStore,
    private readonly carts: Carts,
    private readonly catalogue: Catalogue,
    private readonly member: MemberClient,
    @InjectCarrier() private readonly carrier: Carrier,
  ) {}

  /**
   * Durable first: once the order is written, whatever fails after it is made up for, by a repetition of the request or by `Completion`.
   * The same key gives the same order, however often and however concurrently it is repeated.
   * @throws Problem `idempotency-key-reused`, `product-not-found`, `cart-empty`, `cart-busy`
   */
  async place(shopper: Shopper, { key, items }: OrderRequest, trace: TraceHeaders): Promise<Order> {
    const row =
      (await this.store.ofKey(shopper.memberId, key)) ??
      (items ? await this.#orderItems(shopper, key, items) : await this.#orderCart(shopper, key));
    if (!isSameRequest(row, items)) throw new Problem('idempotency-key-reused');
    const [placed] = await Promise.all([this.#complete(shopper, row, trace), this.#emptyCart(shopper, row)]);
    return orderOf(placed);
  }

  async list({ memberId }: Identity, limit: number): Promise<Order[]> {
    return (await this.store.list(memberId, limit)).map(orderOf);
  }

  /** @throws Problem `order-not-found`, also when the order is another member's */
  async show({ memberId }: Identity, id: string): Promise<Order> {
    const row = await this.store.ofId(memberId, id);
    if (!row) throw new Problem('order-not-found');
    return orderOf(row);
  }

  async #orderItems({ memberId }: Identity, key: string, items: readonly CartItem[]): Promise<OrderRow> {
    const row = (await this.#insert(memberId, key, null, items)) ?? (await this.store.ofKey(memberId, key));
    if (!row) throw new Error('an order that was there is gone: nothing deletes orders');
    return row;
  }

  async #orderCart(shopper: Shopper, key: string): Promise<OrderRow> {
    const { memberId } = shopper;
    for (let attempt = 1; attempt <= CART_ATTEMPTS_MAX; attempt++) {
      const { id: cartId, items } = await this.carts.read(shopper);
      const made = items.length > 0 ? await this.#insert(memberId, key, cartId, items) : undefined;
      // The cart is empty, or ordered: by a concurrent repetition of this very request?
      const row = made ?? (await this.store.ofKey(memberId, key));
      if (row) return row;
      if (items.length === 0) throw new Problem('cart-empty');
      // By another order, which was interrupted before it emptied the cart, or is about to.
      const other = await this.store.ofCart(cartId);
      if (other) await this.#takeOut(shopper, cartId, other.items);
    }
    throw new Problem('cart-busy');
  }

  #insert(memberId: string, idempotencyKey: string, cartId: string | null, items: readonly CartItem[]) {
    const order = {
      id: randomUUID(),
      memberId,
      idempotencyKey,
      cartId,
      items: items.map((item) => this.#line(item)),
    };
    return this.store.insert(order, this.member.attemptMs);
  }

  /** @throws Problem `product-not-found` */
  #line({ sku, quantity }: CartItem): OrderLine {
    const { name, price } = this.catalogue.product(sku);
    return { sku, name, quantity, price };
  }

  async #complete(shopper: Shopper, row: OrderRow, trace: TraceHeaders): Promise<OrderRow> {
    if (row.address) return row;
    const headers = { ...this.carrier.passOn(shopper.credential), ...trace };
    const address = await this.member.addressOfCaller(headers);
    if (!address || address === 'unavailable') return row;
    return (
      (await this.store.place(row.id, address)) ?? (await this.store.ofId(shopper.memberId, row.id)) ?? row
    );
  }

  /** The order stands, so that a cart which cannot be emptied now is no reason to refuse it: the next order empties it. */
  async #emptyCart(shopper: Shopper, { id, cart_id: cartId, items }: OrderRow): Promise<void> {
    if (cartId === null) return;
    try {
      await this.#takeOut(shopper, cartId, items);
    } catch (error) {
      if (!(error instanceof Problem || error instanceof AuthUnavailable)) throw error;
      this.#logger.warn(`the cart of order ${id} is not emptied yet`, error);
    }
  }

  async #takeOut(shopper: Shopper, cartId: string, ordered: readonly CartItem[]): Promise<void> {
    const cart = await this.carts.read(shopper);
    if (cart.id === cartId) await this.carts.change(shopper, (now) => withoutOrdered(now, cartId, ordered));
  }
}
