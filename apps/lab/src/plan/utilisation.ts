/**
 * The utilisation law: U = X · D. How busy a part is when X requests a second each need D seconds of it; 1 is one core that never rests.
 * Lazowska, Zahorjan, Graham, Sevcik: Quantitative System Performance, 1984, chapter 3.
 */
export const utilisation = (perSecond: number, demandSeconds: number): number => perSecond * demandSeconds;

/**
 * The asymptotic bound of one part: X ≤ c / D, for a part of c cores. The least of these over all parts is what the whole can do.
 * Lazowska et al., chapter 5.
 * @returns requests per second; without end where a request needs nothing of the part
 */
export const throughputBound = (cores: number, demandSeconds: number): number =>
  demandSeconds > 0 ? cores / demandSeconds : Infinity;

/** How many cores keep the utilisation of each at `target` at most. */
export const coresFor = (busyCores: number, target: number): number => Math.ceil(round(busyCores / target));

/** So that 0.3 / 0.1 is 3 cores and not 4. */
const round = (value: number): number => Number(value.toPrecision(12));
