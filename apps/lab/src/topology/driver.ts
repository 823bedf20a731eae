import type { Need } from './needs.js';
import type { Topology, TopologyOptions } from './topology.js';

/** `processes`: of this machine. `compose`: the containers of docker-compose.yml. */
export const driverNames = ['processes', 'compose'] as const;

export type DriverName = (typeof driverNames)[number];

/** A way to run the shop. Experiments are given its topologies, and do not know which way it was. */
export interface Driver {
  readonly name: DriverName;
  /** What there is, of all that a plan may need. */
  readonly has: readonly Need[];
  /** How many shops can run side by side. */
  readonly lanes: number;
  /**
   * Makes ready what all shops of a run have in common.
   * @param says hears what is being done
   * @throws DriverMissing when the shop cannot be run this way on this machine
   */
  open(says: (doing: string) => void): Promise<Site>;
}

/** Where the shops of one run are started. */
export interface Site {
  /** What a result depends on there, besides this process: `{ docker: '28.2.2' }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** @throws Error with the words of the first part that did not start; then nothing is left running */
  start(options: TopologyOptions): Promise<Topology>;
  /** Takes back what opening it made, once every shop has stopped. */
  close(): Promise<void>;
}

/** The shop cannot be run this way here; the message says what to do next. */
export class DriverMissing extends Error {
  override readonly name = 'DriverMissing';
}
