import { AuthUnavailable, type KeptToken, type TokenRecord, type TokenStore } from '@doorman/auth';
import { DatabaseUnavailable } from '@doorman/service';
import { Injectable } from '@nestjs/common';
import { Kysely, type Selectable, sql } from 'kysely';
import type { Tables } from '../members/tables.js';

/** Tokens that ended by themselves are cleared away in passing, so many with each login. */
const CLEARED_AT_ONCE = 100;

/** The tokens of `opaque-token`, by their hashes. */
@Injectable()
export class TokensStore implements TokenStore {
  constructor(private readonly db: Kysely<Tables>) {}

  async insert({ hash, memberId, createdAt, lastSeenAt, expiresAt }: KeptToken): Promise<void> {
    const row = {
      hash,
      member_id: memberId,
      created_at: dateOf(createdAt),
      last_seen_at: dateOf(lastSeenAt),
      expires_at: dateOf(expiresAt),
    };
    await asked(
      this.db
        .with('ended', () => this.#ended())
        .insertInto('access_tokens')
        .values(row)
        .execute(),
    );
  }

  async find(hash: Buffer): Promise<TokenRecord | undefined> {
    const row = await asked(
      this.db.selectFrom('access_tokens').selectAll().where('hash', '=', hash).executeTakeFirst(),
    );
    return row && recordOf(row);
  }

  async touch(hash: Buffer, seen: Pick<TokenRecord, 'lastSeenAt' | 'expiresAt'>): Promise<void> {
    await asked(
      this.db
        .updateTable('access_tokens')
        .set({ last_seen_at: dateOf(seen.lastSeenAt), expires_at: dateOf(seen.expiresAt) })
        .where('hash', '=', hash)
        .execute(),
    );
  }

  async remove(hash: Buffer, memberId?: string): Promise<boolean> {
    const { numDeletedRows } = await asked(
      this.db
        .deleteFrom('access_tokens')
        .where('hash', '=', hash)
        .$if(memberId !== undefined, (query) => query.where('member_id', '=', memberId ?? ''))
        .executeTakeFirst(),
    );
    return numDeletedRows > 0n;
  }

  async removeAll(memberId: string): Promise<void> {
    await asked(this.db.deleteFrom('access_tokens').where('member_id', '=', memberId).execute());
  }

  async list(memberId: string): Promise<readonly KeptToken[]> {
    const rows = await asked(
      this.db.selectFrom('access_tokens').selectAll().where('member_id', '=', memberId).execute(),
    );
    return rows.map((row) => ({ hash: row.hash, ...recordOf(row) }));
  }

  /** Leaves rows alone that another login is clearing away at this moment: neither waits for the other. */
  #ended() {
    return this.db.deleteFrom('access_tokens').where('hash', 'in', (query) =>
      query
        .selectFrom('access_tokens')
        .select('hash')
        .where('expires_at', '<', sql<Date>`now()`)
        .limit(CLEARED_AT_ONCE)
        .forUpdate()
        .skipLocked(),
    );
  }
}

const recordOf = (row: Selectable<Tables['access_tokens']>): TokenRecord => ({
  memberId: row.member_id,
  createdAt: secondsOf(row.created_at),
  lastSeenAt: secondsOf(row.last_seen_at),
  expiresAt: secondsOf(row.expires_at),
});

const dateOf = (seconds: number) => new Date(seconds * 1000);
const secondsOf = (date: Date) => Math.floor(date.getTime() / 1000);

/** An outage of the database is one of authentication here. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DatabaseUnavailable)
      throw new AuthUnavailable('The token store does not answer', error);
    throw error;
  }
}
