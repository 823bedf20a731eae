import type { Topology } from '../topology/topology.js';

/** Something that breaks. */
export interface Fault {
  /** `Redis is frozen` */
  readonly name: string;
  /** `redis`, `member-1`, … */
  readonly target: string;
  /** Breaks it. @returns how to mend it; resolves when the part is whole again */
  begin(shop: Topology): Promise<() => Promise<void>>;
}
