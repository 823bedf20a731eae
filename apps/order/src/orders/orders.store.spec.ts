import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { migrate, openDatabase } from '@doorman/service';
import { type PostgresServer, startPostgres } from '@doorman/stores';
import { type Kysely, sql } from 'kysely';
import { migrations } from '../database/migrations.js';
import type { Tables } from '../database/tables.js';
import { OrdersStore } from './orders.store.js';

let postgres: PostgresServer;
let db: Kysely<Tables>;
let store: OrdersStore;
beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase('order');
  await migrate(url, migrations);
  db = openDatabase<Tables>({ DATABASE_URL: url, DATABASE_TIMEOUT_MS: 2_000, DATABASE_POOL_SIZE: 10 });
  store = new OrdersStore(db);
});
afterAll(async () => {
  await db.destroy();
  await postgres.stop();
});
beforeEach(() => db.deleteFrom('orders').execute());

const insert = async (leaseMs: number): Promise<string> => {
  const order = { id: randomUUID(), memberId: randomUUID(), idempotencyKey: '1', cartId: null, items: [] };
  await store.insert(order, leaseMs);
  return order.id;
};
const insertDue = (count: number) => Promise.all(Array.from({ length: count }, () => insert(-1)));

it('two replicas that look at once take different orders, without waiting for each other', async () => {
  const due = await insertDue(30);
  const taken = await db.transaction().execute(async (transaction) => {
    const one = await new OrdersStore(transaction).takeDue(20, 60_000);
    return [...one, ...(await store.takeDue(20, 60_000))];
  });
  expect(taken.map(({ id }) => id).sort()).toEqual(due.sort());
});

it('what one replica has taken, or a request is at, no other takes until the lease is over', async () => {
  await insert(60_000);
  const [taken] = await insertDue(1);
  await store.takeDue(20, -1);
  expect(await store.takeDue(20, 60_000)).toMatchObject([{ id: taken }]);
  expect(await store.takeDue(20, 60_000)).toEqual([]);
});

it('an order that has its address is never due again', async () => {
  const [id] = await insertDue(1);
  await store.place(id!, { line1: '1 High St', city: 'Seoul', postcode: '04524', country: 'KR' });
  expect(await store.takeDue(20, 60_000)).toEqual([]);
  expect(await store.countAwaiting()).toBe(0);
});

it('a member without an address is asked about after 1, 2, 4, … seconds, and then every minute', async () => {
  const [id] = await insertDue(1);
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    await store.backOff(id!);
    const { rows } = await sql<{ pause: number }>`
      select extract(epoch from next_attempt_at - now())::float as pause from orders`.execute(db);
    pauses.push(Math.ceil(rows[0]!.pause));
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});
