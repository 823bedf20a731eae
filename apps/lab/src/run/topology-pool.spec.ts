import { expect, test } from '@jest/globals';
import { topologyKey } from './topology-pool.js';

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
