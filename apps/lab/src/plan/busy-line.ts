/**
 * How many cores a part keeps busy at a rate of X requests per second, as a line: U = U0 + X · d. At a low rate each request wakes processes by itself, at a high one several are
 * done at a time, so U / X, the demand of the utilisation law, falls as the rate grows; what one request more adds, d, stays about the same.
 */
export interface BusyLine {
  /** U0 */
  readonly idleCores: number;
  /** d, in microseconds of one core. */
  readonly micros: number;
}

/** What was seen at one rate. */
export interface BusyAt {
  readonly perSecond: number;
  readonly cores: number;
}

/** The line of least squares; through the origin where all was seen at one rate. */
export function lineThrough(seen: readonly BusyAt[]): BusyLine {
  const [meanRate, meanCores] = [
    mean(seen.map(({ perSecond }) => perSecond)),
    mean(seen.map(({ cores }) => cores)),
  ];
  let [together, spread] = [0, 0];
  for (const { perSecond, cores } of seen) {
    together += (perSecond - meanRate) * (cores - meanCores);
    spread += (perSecond - meanRate) ** 2;
  }
  const slope = spread > 0 ? together / spread : meanCores / meanRate;
  return { idleCores: meanCores - slope * meanRate, micros: slope * 1e6 };
}

/** At which rate so many cores are busy; without end where a request adds nothing. */
export const rateAt = ({ idleCores, micros }: BusyLine, cores: number): number =>
  micros > 0 ? Math.max(0, cores - idleCores) / (micros / 1e6) : Infinity;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
