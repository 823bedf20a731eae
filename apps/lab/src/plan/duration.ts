import { formatNumber } from '../report/numbers.js';

/** `450 ms`, `12 h`: seconds in the unit in which one says them. */
export function duration(seconds: number): string {
  if (seconds === 0) return 'at once';
  if (seconds < 1) return `${formatNumber(seconds * 1000)} ms`;
  if (seconds < 120) return `${formatNumber(seconds)} s`;
  return seconds < 7200 ? `${formatNumber(seconds / 60)} min` : `${formatNumber(seconds / 3600)} h`;
}
