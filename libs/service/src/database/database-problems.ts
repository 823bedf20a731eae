import { Client } from 'pg';
import type { DatabaseSettings } from './database-settings.js';

/** Asks the database something. @returns which database does not answer, why, and what to do; without the password */
export async function databaseProblems(settings: DatabaseSettings): Promise<readonly string[]> {
  const { DATABASE_URL: url, DATABASE_TIMEOUT_MS: limit } = settings;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: limit, query_timeout: limit });
  client.on('error', () => undefined); // a connection that breaks fails the query, which is where it is told
  try {
    await client.connect();
    await client.query('select 1');
    return [];
  } catch (error) {
    const { host, pathname } = new URL(url);
    return [
      `DATABASE_URL points at ${host}${pathname}, which cannot be used (${reason(error)}): ` +
        'start PostgreSQL there and create the database, or set DATABASE_URL to where it is',
    ];
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
