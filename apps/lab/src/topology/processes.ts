import { availableParallelism } from 'node:os';
import type { Driver } from './driver.js';
import { type Need, needs } from './needs.js';
import { startTopology } from './topology.js';

/** Real member, order, Redis and PostgreSQL processes of this machine: as many shops as cores, for most of them wait most of the time. */
export const processes = {
  name: 'processes',
  has: (Object.keys(needs) as Need[]).filter((need) => need !== 'cores' || availableParallelism() > 1),
  lanes: availableParallelism(),
  open: () => Promise.resolve({ versions: {}, start: startTopology, close: () => Promise.resolve() }),
} satisfies Driver;
