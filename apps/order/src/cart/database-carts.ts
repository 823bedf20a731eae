import { Injectable } from '@nestjs/common';
import { Kysely } from 'kysely';
import type { Tables } from '../database/tables.js';
import { Carts } from './carts.js';
import { type KeptCart, newCart } from './kept-cart.js';
import type { Shopper } from './shopper.js';

/** Carts in the order service's database, one a member, whichever device they shop from. */
@Injectable()
export class DatabaseCarts extends Carts {
  constructor(private readonly db: Kysely<Tables>) {
    super();
  }

  async read({ memberId }: Shopper): Promise<KeptCart> {
    const row = await this.db
      .selectFrom('carts')
      .select(['id', 'items'])
      .where('member_id', '=', memberId)
      .executeTakeFirst();
    return row ?? newCart();
  }

  change({ memberId }: Shopper, change: (cart: KeptCart) => KeptCart): Promise<KeptCart> {
    return this.db.transaction().execute(async (transaction) => {
      const { id, items } = newCart();
      // Writing the row, even with what it held, locks it: whoever changes this cart next waits for the commit.
      const before = await transaction
        .insertInto('carts')
        .values({ member_id: memberId, id, items: JSON.stringify(items) })
        .onConflict((conflict) =>
          conflict.column('member_id').doUpdateSet(({ ref }) => ({ member_id: ref('excluded.member_id') })),
        )
        .returning(['id', 'items'])
        .executeTakeFirstOrThrow();
      const after = change(before);
      await transaction
        .updateTable('carts')
        .set({ id: after.id, items: JSON.stringify(after.items) })
        .where('member_id', '=', memberId)
        .execute();
      return after;
    });
  }
}
