import { Client } from 'pg';
import type { DatabaseSettings } from './database-settings.js';

/**
 * Resolves when the database answers a query.
 * @throws Error that says which database does not, why, and what to do; without the password
 */
export async function databaseAnswers(settings: DatabaseSettings): Promise<void> {
  const { DATABASE_URL: url, DATABASE_TIMEOUT_MS: limit } = settings;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: limit, query_timeout: limit });
  client.on('error', () => undefined); // a connection that breaks fails the query, which is where it is told
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new Error(
      `DATABASE_URL points at ${host}${pathname}, which cannot be used (${reason(error)}): ` +
        'start PostgreSQL there and create the database, or set DATABASE_URL to where it is',
      { cause: error },
    );
  } finally {
    // Ending waits for the server's goodbye, which a frozen one never says.
    client.end().catch(() => undefined);
  }
}

/** A host name with several addresses fails with an AggregateError, whose message is empty. */
function reason(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
