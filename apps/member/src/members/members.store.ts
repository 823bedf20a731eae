import type { Address, Me, Member } from '@doorman/contracts';
import { Injectable } from '@nestjs/common';
import { Kysely } from 'kysely';
import type { Tables } from './tables.js';

export interface Account extends Member {
  readonly passwordHash: string;
}

/** Emails are handed over in lower case. Every method throws `DatabaseUnavailable` when the database cannot be asked. */
@Injectable()
export class MembersStore {
  constructor(private readonly db: Kysely<Tables>) {}

  /** @returns undefined when the email is taken, which the unique constraint decides, whoever else registers at that moment */
  insert({ email, name, passwordHash }: Omit<Account, 'id'>): Promise<Member | undefined> {
    return this.db
      .insertInto('members')
      .values({ email, name, password_hash: passwordHash })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning(['id', 'email', 'name'])
      .executeTakeFirst();
  }

  findByEmail(email: string): Promise<Account | undefined> {
    return this.db
      .selectFrom('members')
      .select(['id', 'email', 'name', 'password_hash as passwordHash'])
      .where('email', '=', email)
      .executeTakeFirst();
  }

  findById(id: string): Promise<Me | undefined> {
    return this.db
      .selectFrom('members')
      .select(['id', 'email', 'name', 'address'])
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** @returns false when there is no such member */
  async setAddress(id: string, address: Address): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('members')
      .set({ address })
      .where('id', '=', id)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
}
