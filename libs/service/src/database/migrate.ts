import { Kysely, type Migration, Migrator, PostgresDialect } from 'kysely';
import { openPool } from './pool.js';

/** By name, applied in the order of their names and never changed once released: `'0001-members': { up }`. */
export type Migrations = Readonly<Record<string, Migration>>;

/** One statement, the wait for another replica's migration among them, may take this long. */
const STATEMENT_LIMIT_MS = 60_000;

/**
 * Applies what is missing, all of it or nothing. Replicas that start together queue for an advisory lock and apply each
 * migration once; waiting in that queue is why this has a connection of its own and not the time limit of a request.
 * @throws Error that names the migration that failed
 */
export async function migrate(url: string, migrations: Migrations): Promise<void> {
  const pool = openPool({ connectionString: url, max: 1, query_timeout: STATEMENT_LIMIT_MS });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
    const { error, results } = await migrator.migrateToLatest();
    if (error === undefined) return;
    const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
    throw new Error(failed ? `migration ${failed} failed` : 'the migrations could not be applied', {
      cause: error,
    });
  } finally {
    await db.destroy();
  }
}
