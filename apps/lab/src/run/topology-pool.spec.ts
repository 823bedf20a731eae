import { expect, test } from '@jest/globals';
import type { Topology } from '../topology/topology.js';
import { SharedTopology, topologyKey } from './topology-pool.js';

const plan = { strategy: 'refreshed-jwt', members: 1, orders: 2 } as const;

test('runs that plan the same shop share it, however the plan is written', () => {
  const one = topologyKey({ ...plan, environment: { A: '1', B: '2' } });
  expect(
    topologyKey({ environment: { B: '2', A: '1' }, orders: 2, members: 1, strategy: 'refreshed-jwt' }),
  ).toBe(one);
});

test('a shop with other settings is another shop', () => {
  const one = topologyKey({ ...plan, environment: { ACCESS_TOKEN_TTL: '3' } });
  expect(topologyKey({ ...plan, environment: { ACCESS_TOKEN_TTL: '4' } })).not.toBe(one);
  expect(topologyKey({ ...plan, environment: { REVOCATION_FEED: 'on' } })).not.toBe(one);
  expect(topologyKey(plan)).not.toBe(one);
});

const shop = { members: [], orders: [], stop: async () => undefined } as unknown as Topology;

/** A place where a shop does not start the first `failures` times. */
function unreliable(failures: number) {
  const site = {
    starts: 0,
    start: async () => {
      if (++site.starts <= failures) throw new Error(`start ${site.starts} failed`);
      return shop;
    },
  };
  return site;
}

test('a shop that does not start is started once more', async () => {
  const site = unreliable(1);
  expect(await new SharedTopology(site, plan, 1).get(() => undefined)).toBe(shop);
  expect(site.starts).toBe(2);
});

test('a shop that does not start the second time either is given up', async () => {
  const site = unreliable(2);
  await expect(new SharedTopology(site, plan, 1).get(() => undefined)).rejects.toThrow('start 2 failed');
  expect(site.starts).toBe(2);
});
