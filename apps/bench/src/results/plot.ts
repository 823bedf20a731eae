import { axisX, dot, gridX, plot, ruleX, ruleY, text } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Turn } from '../measure/turn.js';
import type { Figures } from './summary.js';

const ROW_PX = 20;
const LABELS_PX = 300;
const WIDTH_PX = 960;
const COLORS = { floor: '#8a8a8a', unguarded: '#444444', doorman: '#0b6e99', peer: '#c2571a' };

/** CPU per request, every turn as a point and the median as a line, one row per subject, cheapest first. @returns an SVG document */
export function costPlot(figures: readonly Figures[], turns: readonly Turn[]): string {
  const { document } = parseHTML('<html></html>');
  const rows = figures.toSorted((one, other) => one.cpuMicros.median - other.cpuMicros.median);
  const figureOf = new Map(figures.map((figure) => [figure.subject, figure]));
  const points = turns.flatMap((turn) => {
    const figure = figureOf.get(turn.subject);
    return figure ? [{ ...figure, cost: turn.cpuMicros / turn.requests }] : [];
  });
  const svg = plot({
    document: document as never, // linkedom's, which has what Plot asks for
    width: WIDTH_PX,
    height: rows.length * ROW_PX + 60,
    marginLeft: LABELS_PX,
    marginRight: 60,
    marginBottom: 45,
    style: { background: 'white', fontSize: '12px' },
    x: { type: 'log' },
    y: { domain: rows.map(({ label, group }) => rowOf({ label, group })) },
    color: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
    marks: [
      gridX({ strokeOpacity: 0.15 }),
      axisX({
        label: 'CPU per request, µs (logarithmic)',
        ticks: 8,
        tickFormat: (value: number) => String(value),
      }),
      ruleY(rows, { y: rowOf, strokeOpacity: 0.1 }),
      dot(points, { x: 'cost', y: rowOf, stroke: 'group', r: 3, strokeOpacity: 0.6 }),
      ruleX(rows, { x: (row: Figures) => row.cpuMicros.median, y: rowOf, stroke: 'group', strokeWidth: 3 }),
      text(rows, {
        x: (row: Figures) => row.cpuMicros.most,
        y: rowOf,
        text: (row: Figures) => row.cpuMicros.median.toFixed(0),
        textAnchor: 'start',
        dx: 8,
        fill: 'group',
      }),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${svg.outerHTML}\n`;
}

/** Bases and what stands on them may be called alike. */
const rowOf = ({ label, group }: Pick<Figures, 'label' | 'group'>): string =>
  group === 'unguarded' ? `${label}, unguarded` : label;
