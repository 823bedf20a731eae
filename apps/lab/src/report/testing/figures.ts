import type { Outcome } from '../../history.js';
import type { Figure } from '../figure.js';

const outcomes: readonly Outcome[] = ['ok', 'refused', 'unavailable', 'unknown', 'hung'];
const LONG = 'refreshed-jwt, restarted empty while every one of the replicas is cut off from it';

/** Names such as experiments give, some of them very long. */
export const armNames = (count: number): string[] =>
  Array.from({ length: count }, (_, n) =>
    n % 5 === 4 ? `${LONG} ${n}` : `strategy-${n % 10}, ${n < 10 ? 'killed' : 'frozen'}`,
  );

/** One figure of each form. */
export function madeFigures(arms: readonly string[]): Figure[] {
  const times = Array.from({ length: 60 }, (_, n) => n * 50);
  const about = {
    title: 'A title that is rather long, as titles of plots tend to be',
    finding: 'What is to be seen.',
  };
  return [
    {
      ...about,
      form: 'timeline',
      panels: arms.map((arm, row) => ({
        arm,
        faults: [{ fromMs: 900, toMs: 1900, what: 'Redis is frozen' }],
        points: times.map((atMs, n) => ({
          atMs: atMs + row * 100,
          latencyMs: 1 + ((n * 7 + row) % 13) ** 3,
          outcome: outcomes[Math.floor(n / 12) % 5] ?? 'ok',
        })),
      })),
    },
    {
      ...about,
      form: 'strip',
      axis: { label: 'milliseconds until refused', logarithmic: true },
      rows: arms.map((arm, row) => ({
        arm,
        values: times.map((_, n) => (n === 0 ? 0 : 10 ** (row % 6) * (1 + (n % 9) / 9))),
        ...(row === 3 && { note: 'a note of some length about what these values are' }),
      })),
    },
    {
      ...about,
      form: 'bars',
      axis: { label: 'requests' },
      bars: arms.map((arm, row) => ({
        arm,
        parts: { served: 40 - row, refused: row, 'lost or hung': 3, unavailable: 2, other: 1 },
      })),
    },
    {
      ...about,
      form: 'lines',
      x: { label: 'replicas of order' },
      y: { label: 'requests per second', logarithmic: true },
      lines: arms.map((arm, row) => ({
        arm,
        points: [1, 2, 4, 8].map((x) => ({ x, y: x * (row + 1) * 120 })),
      })),
    },
  ];
}
