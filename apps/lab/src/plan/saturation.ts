import { type BusyLine, rateAt } from './busy-line.js';

/** How busy each part is at any rate, as it was seen at rates that left the machine room. */
export interface SeenBusy {
  /** Of all replicas together, as of every part that there are several of. */
  readonly order: BusyLine;
  readonly member: BusyLine;
  readonly redis: BusyLine;
  readonly replicas: BusyLine;
  readonly database: BusyLine;
  /** The kernel, handing packets over. */
  readonly network: BusyLine;
  readonly generator: BusyLine;
}

/** Of every packet that order sends and is sent, the kernel does the sender's half in the sender's own time. */
const ORDERS_SHARE_OF_NETWORK = 0.5;

/**
 * The most that a shop answers on one machine which everything shares, the load generator too: it ends where all cores are busy, or sooner where a part is that runs
 * on one core (member, Redis, and order with as many as it has replicas). Asymptotic bounds of Lazowska et al., Quantitative System Performance, 1984, chapter 5, for cores that
 * any part may use.
 * @param cores those that are left to it, a fraction where others use some
 * @returns requests per second
 */
export function saturation(seen: SeenBusy, orderReplicas: number, cores: number): number {
  const network = scaled(seen.network, ORDERS_SHARE_OF_NETWORK);
  return Math.min(
    rateAt(added(Object.values(seen)), cores),
    rateAt(added([seen.order, network]), orderReplicas),
    rateAt(seen.member, 1),
    rateAt(seen.redis, 1),
    rateAt(seen.generator, 1),
  );
}

const added = (lines: readonly BusyLine[]): BusyLine => ({
  idleCores: lines.reduce((sum, { idleCores }) => sum + idleCores, 0),
  micros: lines.reduce((sum, { micros }) => sum + micros, 0),
});

const scaled = ({ idleCores, micros }: BusyLine, by: number): BusyLine => ({
  idleCores: idleCores * by,
  micros: micros * by,
});

/** By how much a prediction misses what was measured, in percent of the latter. */
export const errorPercent = (predicted: number, measured: number): number =>
  (100 * (predicted - measured)) / measured;
