import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@doorman/stores';
import { type Kysely, sql } from 'kysely';
import { openDatabase } from './database.js';
import { databaseProblems } from './database-problems.js';
import type { DatabaseSettings } from './database-settings.js';
import { DatabaseUnavailable } from './database-unavailable.js';
import { migrate, type Migrations } from './migrate.js';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const settings = (url: string, limit = 1_000): DatabaseSettings => ({
  DATABASE_URL: url,
  DATABASE_TIMEOUT_MS: limit,
  DATABASE_POOL_SIZE: 2,
});

async function withDatabase(
  url: string,
  use: (db: Kysely<{ teas: { name: string } }>) => Promise<void>,
  limit?: number,
) {
  const db = openDatabase<{ teas: { name: string } }>(settings(url, limit));
  try {
    await use(db);
  } finally {
    await db.destroy();
  }
}

async function elapsedMs(promise: Promise<unknown>) {
  const start = performance.now();
  await promise;
  return performance.now() - start;
}

const migrations: Migrations = {
  '0001-teas': {
    up: (db) => sql`create table teas (name text primary key)`.execute(db).then(() => undefined),
  },
  // Long enough that the other replicas are at the door meanwhile.
  '0002-oolong': {
    up: (db) => sql`insert into teas select 'oolong' from pg_sleep(0.3)`.execute(db).then(() => undefined),
  },
};

describe('migrations', () => {
  it('are applied once by five replicas that start together', async () => {
    const url = await postgres.createDatabase('together');
    await Promise.all([1, 2, 3, 4, 5].map(() => migrate(url, migrations)));
    await withDatabase(url, async (db) => {
      expect(await db.selectFrom('teas').selectAll().execute()).toEqual([{ name: 'oolong' }]);
    });
  });

  it('that fail say which, and leave nothing half done', async () => {
    const url = await postgres.createDatabase('failing');
    const broken = {
      ...migrations,
      '0003-broken': { up: (db: Kysely<never>) => sql`select nonsense`.execute(db) },
    };
    await expect(migrate(url, broken as unknown as Migrations)).rejects.toThrow(
      'migration 0003-broken failed',
    );
    await withDatabase(url, async (db) => {
      await expect(db.selectFrom('teas').selectAll().execute()).rejects.toMatchObject({ code: '42P01' });
    });
  });
});

describe('a database', () => {
  it('that refuses a statement says why, and is not called unavailable', async () => {
    const url = await postgres.createDatabase('refusing');
    await migrate(url, migrations);
    await withDatabase(url, async (db) => {
      await expect(db.insertInto('teas').values({ name: 'oolong' }).execute()).rejects.toMatchObject({
        code: '23505',
      });
    });
  });

  it('that takes longer than it may is unavailable, and can be asked again', async () => {
    await withDatabase(
      postgres.url,
      async (db) => {
        await expect(sql`select pg_sleep(5)`.execute(db)).rejects.toBeInstanceOf(DatabaseUnavailable);
        await sql`select 1`.execute(db);
      },
      200,
    );
  });

  it('that drops its connections, idle or in the middle of a transaction, is unavailable until it is asked again', async () => {
    await withDatabase(postgres.url, async (db) => {
      const dropAll = sql`select pg_terminate_backend(pid, 1000) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`;
      const transaction = db.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx);
        await dropAll.execute(db);
        await sql`select 1`.execute(trx);
      });
      await expect(transaction).rejects.toBeInstanceOf(DatabaseUnavailable);
      await Promise.all([sql`select 1`.execute(db), sql`select 1`.execute(db)]);
    });
  });

  it('that is frozen is unavailable within the time limit, and well again when it thaws', async () => {
    await withDatabase(
      postgres.url,
      async (db) => {
        await sql`select 1`.execute(db);
        await postgres.freeze();
        try {
          const asked = [1, 2, 3, 4].map(() => sql`select 1`.execute(db));
          const ms = await elapsedMs(
            Promise.all(asked.map((query) => expect(query).rejects.toBeInstanceOf(DatabaseUnavailable))),
          );
          expect(ms).toBeLessThan(1_000);
          const transaction = db.transaction().execute((trx) => sql`select 1`.execute(trx));
          expect(
            await elapsedMs(expect(transaction).rejects.toBeInstanceOf(DatabaseUnavailable)),
          ).toBeLessThan(1_000);
          expect(await databaseProblems(settings(postgres.url, 200))).toEqual([
            expect.stringContaining('cannot be used'),
          ]);
        } finally {
          await postgres.thaw();
        }
        await sql`select 1`.execute(db);
      },
      200,
    );
  });

  it('that does not exist, or takes another password, is named before the service starts', async () => {
    expect(await databaseProblems(settings(postgres.url))).toEqual([]);
    const missing = new URL(postgres.url);
    missing.pathname = '/missing';
    expect(await databaseProblems(settings(missing.href))).toEqual([
      expect.stringMatching(/\/missing, which cannot be used .*does not exist/),
    ]);
    const wrong = new URL(postgres.url);
    wrong.password = 'hunter2';
    const problems = await databaseProblems(settings(wrong.href));
    expect(problems).toEqual([expect.stringContaining('password authentication failed')]);
    expect(problems.join()).not.toContain('hunter2');
  });
});
