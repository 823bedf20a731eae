import { randomBytes, randomUUID } from 'node:crypto';
import type { Products } from '@doorman/contracts';
import type { Topology } from '../topology/topology.js';
import { Client, type Exchange } from './client.js';

/** What was done in a shop, and who did it. */
export interface Demonstration {
  readonly topology: Topology;
  readonly email: string;
  readonly password: string;
  readonly exchanges: readonly Exchange[];
}

/**
 * Logs a new member in at `member` and places an order at `order`, for real. The requests are the same under every strategy.
 * @throws Error at the first answer that is not a success.
 */
export async function demonstrate(topology: Topology): Promise<Demonstration> {
  const member = topology.members[0]?.url ?? '';
  const order = topology.orders[0]?.url ?? '';
  const email = `ann-${randomBytes(3).toString('hex')}@example.com`;
  const password = randomBytes(9).toString('base64url');
  const address = { line1: '1 Cloakroom Lane', city: 'Seoul', postcode: '04524', country: 'KR' };

  const client = new Client();
  await client.send('POST', `${member}/members`, { email, password, name: 'Ann' });
  await client.send('POST', `${member}/login`, { email, password });
  await client.send('PUT', `${member}/me/address`, address);
  const products = (await client.send('GET', `${order}/products`)) as Products;
  await client.send('PUT', `${order}/cart/items/${products[0]?.sku}`, { quantity: 1 });
  await client.send('POST', `${order}/orders`, {}, { 'idempotency-key': randomUUID() });
  return { topology, email, password, exchanges: client.exchanges };
}
