/**
 * The time in a part with one core, M/M/1 or processor sharing alike: R = D / (1 − U). Kleinrock: Queueing Systems, volume 1, 1975, section 3.2;
 * volume 2, section 4.4 for processor sharing.
 * @returns seconds, in the unit of the demand; without end when the part is saturated
 */
export const timeInPart = (demandSeconds: number, utilisation: number): number =>
  utilisation < 1 ? demandSeconds / (1 - utilisation) : Infinity;

/**
 * Erlang's C: the share of requests that find all c cores busy, for `offered` = X · D busy cores (Erlang 1917; Kleinrock, volume 1, section 3.5). From his B by
 * the recursion B(n) = a·B(n−1) / (n + a·B(n−1)), which neither overflows nor loses digits.
 */
export function erlangC(cores: number, offered: number): number {
  if (offered >= cores) return 1;
  if (cores > MANY_CORES && offered < 0.9 * cores) return 0;
  let blocked = 1;
  for (let n = 1; n <= cores; n++) blocked = (offered * blocked) / (n + offered * blocked);
  const rho = offered / cores;
  return blocked / (1 - rho * (1 - blocked));
}

/** Of so many, with a tenth to spare, all are busy at once with a chance below 1e-20, whatever else: nothing that is worth counting to. */
const MANY_CORES = 10_000;

/** The time in a part of c cores with one queue, M/M/c: R = D + C(c, X·D) · D / (c − X·D), in the unit of the demand. */
export const timeInPool = (demandSeconds: number, cores: number, offered: number): number =>
  offered < cores ? demandSeconds + (erlangC(cores, offered) * demandSeconds) / (cores - offered) : Infinity;

/**
 * What 99 of 100 requests stay below, from above: the sum of the parts' own 99th percentiles, each of which is ln 100 = 4.6 times the mean where times are
 * exponential. A way there and back is a delay that nobody queues for: it is added as it is.
 */
export const slowestOfHundred = (timesInParts: readonly number[], delay: number): number =>
  delay + Math.log(100) * timesInParts.reduce((sum, time) => sum + time, 0);
