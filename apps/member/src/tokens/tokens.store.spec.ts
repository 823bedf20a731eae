import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import type { KeptToken } from '@doorman/auth';
import { type Surroundings, describeStrategy, relayTo } from '@doorman/auth/testing';
import { migrate, openDatabase, start } from '@doorman/service';
import type { Kysely } from 'kysely';
import { member } from '../member.js';
import { migrations } from '../members/migrations.js';
import type { Tables } from '../members/tables.js';
import { settingsFor } from '../testing/served-member.js';
import { TokensStore } from './tokens.store.js';

/** The contract logs in members that nobody registered. */
class TokensOfAnybody extends TokensStore {
  constructor(private readonly tables: Kysely<Tables>) {
    super(tables);
  }

  override async insert(token: KeptToken): Promise<void> {
    const nobody = {
      id: token.memberId,
      email: `${token.memberId}@example.com`,
      name: '',
      password_hash: '',
    };
    await this.tables
      .insertInto('members')
      .values(nobody)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await super.insert(token);
  }
}

const open = (DATABASE_URL: string) =>
  openDatabase<Tables>({ DATABASE_URL, DATABASE_TIMEOUT_MS: 2_000, DATABASE_POOL_SIZE: 5 });

/** The member service and its database, both real, with a relay before the service so that it can be lost. */
async function withServedMember(): Promise<Surroundings> {
  const own = await startStores();
  const settings = await settingsFor(own, 'opaque-token');
  const served = await start(member, settings);
  const relay = await relayTo(served.url);
  const db = open(settings.DATABASE_URL);
  return {
    environment: { MEMBER_URL: relay.url, SERVICE_TOKEN: settings.SERVICE_TOKEN },
    outage: 'member',
    store: {
      ...relay,
      dump: async () => {
        const rows = await db.selectFrom('access_tokens').selectAll().execute();
        return Buffer.concat(rows.flatMap(({ hash, ...row }) => [hash, Buffer.from(JSON.stringify(row))]));
      },
    },
    tokens: new TokensOfAnybody(db),
    async stop() {
      await relay.stop();
      await served.stop();
      await db.destroy();
      await own.stop();
    },
  };
}

describeStrategy('opaque-token', withServedMember);

let stores: Stores;
let db: Kysely<Tables>;
let tokens: TokensStore;
beforeAll(async () => {
  stores = await startStores();
  const url = await stores.postgres.createDatabase(`tokens-${randomUUID()}`);
  await migrate(url, migrations);
  db = open(url);
  tokens = new TokensOfAnybody(db);
});
afterAll(async () => {
  await db.destroy();
  await stores.stop();
});

const nowSeconds = () => Math.floor(Date.now() / 1000);
const token = (expiresAt = nowSeconds() + 100): KeptToken => ({
  hash: randomBytes(32),
  memberId: randomUUID(),
  createdAt: nowSeconds() - 200,
  lastSeenAt: nowSeconds() - 100,
  expiresAt,
});

it('gives back what was put in', async () => {
  const { hash, ...record } = token();
  await tokens.insert({ hash, ...record });
  expect(await tokens.find(hash)).toEqual(record);
  expect(await tokens.list(record.memberId)).toEqual([{ hash, ...record }]);
});

it('moves the end of a token that is there, and makes none that is gone', async () => {
  const kept = token();
  const seen = { lastSeenAt: nowSeconds(), expiresAt: nowSeconds() + 500 };
  await tokens.insert(kept);
  await tokens.touch(kept.hash, seen);
  expect(await tokens.find(kept.hash)).toMatchObject(seen);
  await tokens.remove(kept.hash);
  await tokens.touch(kept.hash, seen);
  expect(await tokens.find(kept.hash)).toBeUndefined();
});

it('clears away with a login what has ended by itself, also when many log in at once', async () => {
  const ended = Array.from({ length: 50 }, () => token(nowSeconds() - 1));
  const good = token();
  for (const each of [good, ...ended]) await tokens.insert(each);
  await Promise.all(Array.from({ length: 20 }, () => tokens.insert(token())));
  const left = await db
    .selectFrom('access_tokens')
    .select('hash')
    .where('expires_at', '<', new Date())
    .execute();
  expect(left).toEqual([]);
  expect(await tokens.find(good.hash)).toBeDefined();
});

it('ends a member’s tokens with the member', async () => {
  const kept = token();
  await tokens.insert(kept);
  await db.deleteFrom('members').where('id', '=', kept.memberId).execute();
  expect(await tokens.find(kept.hash)).toBeUndefined();
});
