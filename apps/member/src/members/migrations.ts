import type { Migrations } from '@doorman/service';
import { type Kysely, sql } from 'kysely';

/** Lower case is checked and not only agreed upon: two accounts that differ in case alone are one person locked out. */
const members = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('members')
      .addColumn('id', 'uuid', (column) => column.primaryKey().defaultTo(sql`gen_random_uuid()`))
      .addColumn('email', 'text', (column) =>
        column
          .notNull()
          .unique()
          .check(sql`email = lower(email)`),
      )
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('password_hash', 'text', (column) => column.notNull())
      .addColumn('address', 'jsonb')
      .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
      .execute();
  },
};

/** The columns are rate-limiter-flexible's, in its order: it inserts by position. `expire` is in milliseconds. */
const loginAttempts = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('login_attempts')
      .addColumn('key', 'varchar(255)', (column) => column.primaryKey())
      .addColumn('points', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('expire', 'bigint')
      .execute();
    await db.schema.createIndex('login_attempts_expire').on('login_attempts').column('expire').execute();
  },
};

/** Under `opaque-token`. `hash` is the SHA-256 of a token, which is kept nowhere. */
const accessTokens = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('access_tokens')
      .addColumn('hash', 'bytea', (column) => column.primaryKey().check(sql`length(hash) = 32`))
      .addColumn('member_id', 'uuid', (column) =>
        column.notNull().references('members.id').onDelete('cascade'),
      )
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('last_seen_at', 'timestamptz', (column) => column.notNull())
      .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('access_tokens_member').on('access_tokens').column('member_id').execute();
    await db.schema.createIndex('access_tokens_end').on('access_tokens').column('expires_at').execute();
  },
};

export const migrations: Migrations = {
  '0001-members': members,
  '0002-login-attempts': loginAttempts,
  '0003-access-tokens': accessTokens,
};
