import { type Outcome, percentile } from '../history.js';
import type { Figure } from './figure.js';
import { formatNumber } from './numbers.js';

/** A figure as a table: for whoever cannot see it, and to copy numbers from. */
export interface NumbersTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function numbersOf(figure: Figure): NumbersTable {
  switch (figure.form) {
    case 'timeline':
      return {
        columns: [
          'arm',
          'n',
          'served',
          'refused',
          'unavailable',
          'no clear answer',
          'hung',
          'median ms',
          'slowest ms',
        ],
        rows: figure.panels.map(({ arm, points }) => {
          const latencies = points.map(({ latencyMs }) => latencyMs);
          const counts = [
            points.length,
            ...order.map((wanted) => points.filter(({ outcome }) => outcome === wanted).length),
          ];
          return [arm, ...[...counts, ...shares(latencies, [0.5, 1])].map(formatNumber)];
        }),
      };
    case 'strip':
      return {
        columns: ['arm', 'n', 'least', 'median', '95%', 'greatest'],
        rows: figure.rows.map(({ arm, values }) => [
          arm,
          ...[values.length, ...shares(values, [0, 0.5, 0.95, 1])].map(formatNumber),
        ]),
      };
    case 'bars': {
      const parts = [...new Set(figure.bars.flatMap((bar) => Object.keys(bar.parts)))];
      return {
        columns: ['arm', ...parts],
        rows: figure.bars.map((bar) => [
          bar.arm,
          ...parts.map((part) => formatNumber(bar.parts[part] ?? NaN)),
        ]),
      };
    }
    case 'lines':
      return {
        columns: ['arm', figure.x.label, figure.y.label],
        rows: figure.lines.flatMap(({ arm, points }) =>
          points.map(({ x, y }) => [arm, formatNumber(x), formatNumber(y)]),
        ),
      };
  }
}

/** The order of the columns. */
const order: readonly Outcome[] = ['ok', 'refused', 'unavailable', 'unknown', 'hung'];

const shares = (values: readonly number[], wanted: readonly number[]): number[] =>
  wanted.map((share) => percentile(values, share));
