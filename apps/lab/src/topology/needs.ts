import type { Plan } from '../experiment.js';

/** What a plan may need of the place where the shop runs, as it is said to somebody who chose a place without it. */
export const needs = {
  links: 'links to Redis that can be slowed',
  cpu: 'the CPU time of every process',
  memory: 'a Redis with as much memory as it wants',
  'own replicas': 'a Redis replica beside every single service',
  'store address': 'an address at which an attacker reaches Redis',
  sentinel: 'Sentinels that watch over Redis',
  clock: 'a clock of its own for every service',
  browser: 'a browser beside the services',
  cores: 'a core for the load beside the one that is measured',
} as const;

export type Need = keyof typeof needs;

/** What this plan says that it needs, and what its shop implies. */
export const needsOf = ({ needs: said = [], topology, alone }: Plan): readonly Need[] => [
  ...(topology.proxied ? ['links' as const] : []),
  ...(topology.sentinel ? ['sentinel' as const] : []),
  ...said,
  ...(alone ? ['cores' as const] : []),
];
