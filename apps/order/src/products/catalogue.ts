import type { Product } from '@doorman/contracts';
import { Problem } from '@doorman/service';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Kysely } from 'kysely';
import type { Tables } from '../database/tables.js';

/** What the shop sells. A migration alone changes it, and migrations run before this is read, so it is read once. */
@Injectable()
export class Catalogue implements OnModuleInit {
  #products: ReadonlyMap<string, Product> = new Map();
  #all: readonly Product[] = [];

  constructor(private readonly db: Kysely<Tables>) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.db.selectFrom('products').selectAll().orderBy('position').execute();
    this.#all = rows.map(({ sku, name, amount, currency }) => ({ sku, name, price: { amount, currency } }));
    this.#products = new Map(this.#all.map((product) => [product.sku, product]));
  }

  get all(): readonly Product[] {
    return this.#all;
  }

  /** @throws Problem `product-not-found` */
  product(sku: string): Product {
    const product = this.#products.get(sku);
    if (!product) throw new Problem('product-not-found', { detail: `There is no product ${sku}.` });
    return product;
  }
}
