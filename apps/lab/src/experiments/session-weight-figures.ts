import { type Run, armName } from '../experiment.js';
import { ofKind } from '../history.js';
import type { Figure } from '../report/figure.js';

/** What order keeps, the more members it has seen; only where that was read. */
export function orderLines(runs: readonly Run[]): Figure[] {
  const lines = runs.flatMap(({ arm, history }) => {
    const readings = ofKind(history, 'services').map(({ seen }) => seen as Record<string, number>);
    const none = readings[0]?.['orderKept'] ?? NaN;
    const points = readings
      .slice(1)
      .map((each) => ({ x: each['logins'] ?? NaN, y: ((each['orderKept'] ?? NaN) - none) / 1e6 }));
    return points.length > 0 ? [{ arm: armName(arm), points }] : [];
  });
  if (lines.length === 0) return [];
  return [
    {
      form: 'lines',
      title: 'Memory of one order service, after garbage was collected',
      finding:
        'Copies of sessions, verified tokens and session ids that were taken apart take room until their places are full; nothing grows with members beyond that.',
      x: { label: 'logins', logarithmic: true },
      y: { label: 'MB over what it keeps with none' },
      lines,
    },
  ];
}

/** What Redis takes, the more logins it keeps. */
export const memoryLines = (runs: readonly Run[]): Figure => ({
  form: 'lines',
  title: 'Memory of Redis, all copies together',
  finding:
    'It grows with every login that is kept there, as often as it is kept, and by the same number of bytes from the first to the last.',
  x: { label: 'logins', logarithmic: true },
  y: { label: 'MB over an empty store', logarithmic: true },
  lines: runs.flatMap(({ arm, history }) => {
    const readings = ofKind(history, 'memory').map(({ seen }) => seen as Record<string, number>);
    const empty = readings[0]?.['allBytes'] ?? 0;
    const points = readings
      .slice(1)
      .map((reading) => ({ x: reading['logins'] ?? NaN, y: ((reading['allBytes'] ?? NaN) - empty) / 1e6 }));
    return points.length > 0 ? [{ arm: armName(arm), points }] : [];
  }),
});
