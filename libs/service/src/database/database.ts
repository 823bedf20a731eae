import { Kysely, PostgresDialect, type PostgresPoolClient, type PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { DatabaseSettings } from './database-settings.js';
import { DatabaseUnavailable, isConnectionUsable, isOutage } from './database-unavailable.js';
import { openPool } from './pool.js';

/** The server gives up on a statement first, which leaves the connection usable; a frozen one is given up on after this. */
const SERVER_HEAD_START_MS = 100;

/** A transaction that its process forgot about holds its locks no longer than this. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * Opens a pool of connections to PostgreSQL, none of them before it is needed. Nothing waits longer than the settings say.
 * Every query throws `DatabaseUnavailable` when the database cannot be asked, and pg's `DatabaseError` when it refuses.
 */
export function openDatabase<T>(settings: DatabaseSettings): Kysely<T> {
  const { DATABASE_URL: url, DATABASE_TIMEOUT_MS: limit, DATABASE_POOL_SIZE: size } = settings;
  const pool = openPool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: limit,
    statement_timeout: limit,
    query_timeout: limit + SERVER_HEAD_START_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  });
  return new Kysely<T>({
    dialect: new PostgresDialect({
      pool: { connect: () => connect(pool), end: () => pool.end() },
    }),
  });
}

async function connect(pool: Pool): Promise<PostgresPoolClient> {
  try {
    return new OutageAwareClient(await pool.connect());
  } catch (error) {
    throw new DatabaseUnavailable(error);
  }
}

/** Tells outages from refusals, and does not give a connection back to the pool that has failed. */
class OutageAwareClient implements PostgresPoolClient {
  private broken: DatabaseUnavailable | undefined;

  constructor(private readonly client: PoolClient) {}

  /** Kysely's second form, with a cursor, is for streaming, which needs a cursor class that we do not give it. */
  query(...args: unknown[]): never;
  async query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    // The rollback of a transaction on a dead connection would wait for the time limit again.
    if (this.broken) throw this.broken;
    try {
      return (await this.client.query(sql, [...parameters])) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      if (!isOutage(error)) throw error;
      const unavailable = new DatabaseUnavailable(error);
      if (!isConnectionUsable(error)) this.broken = unavailable;
      throw unavailable;
    }
  }

  release(destroy = false): void {
    this.client.release(destroy || this.broken !== undefined);
  }
}
