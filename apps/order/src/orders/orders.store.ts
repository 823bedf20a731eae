import type { Address, OrderLine } from '@doorman/contracts';
import { Injectable } from '@nestjs/common';
import { Kysely, type RawBuilder, sql } from 'kysely';
import type { OrderRow, Tables } from '../database/tables.js';

export interface OrderToInsert {
  readonly id: string;
  readonly memberId: string;
  readonly idempotencyKey: string;
  /** Null when the request named the items. */
  readonly cartId: string | null;
  readonly items: readonly OrderLine[];
}

const fromNow = (milliseconds: number): RawBuilder<Date> => sql`now() + ${milliseconds} * interval '1 ms'`;

/** Orders in PostgreSQL. Every method is one statement, so that a process may die between any two of them. */
@Injectable()
export class OrdersStore {
  constructor(private readonly db: Kysely<Tables>) {}

  /**
   * Accepts an order, without an address; for `leaseMs` nobody but the caller looks for that.
   * @returns undefined when this member has used the key before, or the cart has been ordered
   */
  insert({ id, memberId, idempotencyKey, cartId, items }: OrderToInsert, leaseMs: number) {
    return this.db
      .insertInto('orders')
      .values({
        id,
        member_id: memberId,
        idempotency_key: idempotencyKey,
        cart_id: cartId,
        items: JSON.stringify(items),
        next_attempt_at: fromNow(leaseMs),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
  }

  ofKey(memberId: string, idempotencyKey: string): Promise<OrderRow | undefined> {
    return this.db
      .selectFrom('orders')
      .selectAll()
      .where('member_id', '=', memberId)
      .where('idempotency_key', '=', idempotencyKey)
      .executeTakeFirst();
  }

  ofCart(cartId: string): Promise<OrderRow | undefined> {
    return this.db.selectFrom('orders').selectAll().where('cart_id', '=', cartId).executeTakeFirst();
  }

  ofId(memberId: string, id: string): Promise<OrderRow | undefined> {
    return this.db
      .selectFrom('orders')
      .selectAll()
      .where('id', '=', id)
      .where('member_id', '=', memberId)
      .executeTakeFirst();
  }

  /** Newest first. */
  list(memberId: string, limit: number): Promise<OrderRow[]> {
    return this.db
      .selectFrom('orders')
      .selectAll()
      .where('member_id', '=', memberId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  /** Places an order that awaits its address. @returns undefined when it was placed before */
  place(id: string, address: Address): Promise<OrderRow | undefined> {
    return this.db
      .updateTable('orders')
      .set({ address: JSON.stringify(address) })
      .where('id', '=', id)
      .where('address', 'is', null)
      .returningAll()
      .executeTakeFirst();
  }

  /**
   * Takes orders whose address is due to be asked for. For `leaseMs` no other replica takes them, and a replica that dies leaves them to
   * the others after that.
   */
  takeDue(limit: number, leaseMs: number): Promise<Pick<OrderRow, 'id' | 'member_id'>[]> {
    return this.db
      .with('due', (db) =>
        db
          .selectFrom('orders')
          .select('id')
          .where('address', 'is', null)
          .where('next_attempt_at', '<=', sql<Date>`now()`)
          .orderBy('next_attempt_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .updateTable('orders')
      .from('due')
      .set({ next_attempt_at: fromNow(leaseMs) })
      .whereRef('orders.id', '=', 'due.id')
      .returning(['orders.id', 'orders.member_id'])
      .execute();
  }

  /** The member has given no address yet: asks again after 1, 2, 4, … seconds, and then every minute. */
  async backOff(id: string): Promise<void> {
    await this.db
      .updateTable('orders')
      .set({
        attempts: sql`attempts + 1`,
        next_attempt_at: sql`now() + least(60, power(2, least(attempts, 6))) * interval '1 s'`,
      })
      .where('id', '=', id)
      .execute();
  }

  async countAwaiting(): Promise<number> {
    const { count } = await this.db
      .selectFrom('orders')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('address', 'is', null)
      .executeTakeFirstOrThrow();
    return Number(count);
  }
}
