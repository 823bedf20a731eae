import Table from 'cli-table3';
import type { GoalReached } from './goals.js';
import type { Spread } from './spread.js';
import type { Figures } from './summary.js';

const HEAD = [
  '',
  'CPU µs a request',
  'over unguarded NestJS + Fastify',
  'over the same unguarded',
  'Redis or member µs',
  'requests/s',
];

/** For the terminal: medians, and from the least to the most. */
export function figuresTable(figures: readonly Figures[]): string {
  const table = plainTable(HEAD);
  let group: string | undefined;
  for (const figure of figures) {
    if (group !== undefined && figure.group !== group) table.push([]);
    group = figure.group;
    table.push([
      figure.label,
      written(figure.cpuMicros, 1),
      written(figure.overOurBase, 2),
      written(figure.overOwnBase, 2),
      written(figure.partCpuMicros, 1),
      written(figure.requestsPerSecond, 0),
    ]);
  }
  return table.toString();
}

export function goalsTable(goals: readonly GoalReached[]): string {
  const table = plainTable(['CPU a request', 'over', 'at most', 'measured', '']);
  for (const { subject, over, atMost, measured, reached } of goals)
    table.push([subject, over, atMost.toFixed(3), measured.toFixed(3), reached ? 'reached' : 'missed']);
  return table.toString();
}

function written(spread: Spread | undefined, digits: number): string {
  if (!spread) return '';
  const [median, least, most] = [spread.median, spread.least, spread.most].map((value) =>
    value.toFixed(digits),
  );
  return `${median}  (${least}–${most})`;
}

const plainTable = (head: string[]) =>
  new Table({
    head,
    style: { head: [], border: [], compact: true },
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
    chars: Object.fromEntries(
      ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
        .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
        .map((part) => [part, part === 'middle' ? '  ' : '']),
    ),
  });
