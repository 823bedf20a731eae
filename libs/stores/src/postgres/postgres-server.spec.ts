import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type PostgresServer, startPostgres } from './postgres-server.js';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a PostgreSQL of ours', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
  });

  afterAll(() => server.stop());

  it('holds databases apart', async () => {
    const [member, order] = await Promise.all([
      server.createDatabase('member'),
      server.createDatabase('order'),
    ]);
    await ask(member, 'CREATE TABLE member (id int)');
    await expect(ask(order, 'SELECT * FROM member')).rejects.toThrow('does not exist');
  });

  it('leaves a database that is there already as it is', async () => {
    const url = await server.createDatabase('cloakroom');
    await ask(url, 'CREATE TABLE coat (number int)');
    expect(await server.createDatabase('cloakroom')).toBe(url);
    expect(await ask(url, 'SELECT * FROM coat')).toEqual([]);
  });

  it('lets nobody in without the password', async () => {
    const url = new URL(server.url);
    url.password = 'wrong';
    await expect(ask(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('does not answer open connections while frozen, and goes on when thawed', async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await server.freeze();
    const answer = client.query('SELECT 1 AS one').then(({ rows }) => rows);
    expect(await Promise.race([answer, sleep(200, 'silence')])).toBe('silence');
    await server.thaw();
    expect(await answer).toEqual([{ one: 1 }]);
    await client.end();
  });

  it('stops within a second although it is frozen and has connections', async () => {
    const other = await startPostgres();
    const client = new pg.Client({ connectionString: other.url });
    client.on('error', () => undefined);
    await client.connect();
    await other.freeze();
    const before = performance.now();
    await other.stop();
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(() => process.kill(other.pid, 0)).toThrow('ESRCH');
  });

  it('is gone at once when killed', async () => {
    const other = await startPostgres();
    await other.kill();
    await expect(ask(other.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await other.stop();
  });
});
