import { type Kysely, type Migration, sql } from 'kysely';

/** Twelve teas in five sizes: more products than a test wants to put into one cart at once, and than one cookie can hold. */
const teas = [
  ['assam-second-flush', 'Assam, second flush', 620],
  ['ceylon-orange-pekoe', 'Ceylon orange pekoe', 540],
  ['darjeeling-first-flush', 'Darjeeling, first flush', 1290],
  ['earl-grey-bergamot', 'Earl Grey with bergamot', 580],
  ['genmaicha-roasted-rice', 'Genmaicha with roasted rice', 690],
  ['gunpowder-temple-of-heaven', 'Gunpowder, temple of heaven', 480],
  ['hojicha-kyoto-roast', 'Hojicha, Kyoto roast', 720],
  ['jasmine-dragon-pearls', 'Jasmine dragon pearls', 1180],
  ['lapsang-souchong-smoked', 'Lapsang souchong, smoked', 660],
  ['oolong-iron-goddess', 'Oolong, iron goddess', 990],
  ['sejak-hadong-green', 'Sejak, green tea of Hadong', 1840],
  ['white-silver-needle', 'White silver needle', 1560],
] as const;

/** Grams, and the price as a multiple of that of 50 g, in percent: the larger the cheaper. */
const sizes = [
  [50, 100],
  [100, 190],
  [250, 450],
  [500, 860],
  [1000, 1640],
] as const;

const products = teas.flatMap(([tea, name, amount]) =>
  sizes.map(([grams, percent]) => ({
    sku: `${tea}-${grams}g`,
    name: `${name}, ${grams} g`,
    amount: Math.round((amount * percent) / 100),
    currency: 'EUR',
  })),
);

export const shop: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table products (
        sku text primary key,
        name text not null,
        amount integer not null check (amount >= 0),
        currency text not null,
        position integer not null unique
      )`.execute(db);

    // One row a member, so that a change of a cart locks that cart and no other.
    await sql`
      create table carts (
        member_id uuid primary key,
        id uuid not null,
        items jsonb not null
      )`.execute(db);

    // An order that has its address is placed: one fact, kept once.
    await sql`
      create table orders (
        id uuid primary key,
        member_id uuid not null,
        idempotency_key text not null,
        cart_id uuid unique,
        items jsonb not null,
        address jsonb,
        status text not null generated always as
          (case when address is null then 'awaiting-address' else 'placed' end) stored,
        created_at timestamptz(3) not null default now(),
        attempts integer not null default 0,
        next_attempt_at timestamptz not null,
        unique (member_id, idempotency_key)
      )`.execute(db);
    await sql`create index orders_of_member on orders (member_id, created_at desc, id desc)`.execute(db);
    await sql`create index orders_awaiting on orders (next_attempt_at) where address is null`.execute(db);

    const rows = products.map((product, position) => ({ ...product, position }));
    await (db as Kysely<{ products: (typeof rows)[number] }>).insertInto('products').values(rows).execute();
  },
};
