import { axisX, dot, gridX, plot, ruleY, text, tickX } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Turn } from '../measure/turn.js';
import type { Group } from '../subjects/subject.js';
import type { Figures } from './summary.js';

const ROW_PX = 20;
const LABELS_PX = 330;
const LEGEND_PX = 40;
/** From one word of the legend to the next. */
const LEGEND_STEP_PX = 130;
const WIDTH_PX = 960;
const COLORS = { floor: '#767676', unguarded: '#222222', doorman: '#0b6e99', peer: '#b34700' };
const GROUPS: Readonly<Record<Group, string>> = {
  floor: 'floors',
  unguarded: 'unguarded',
  doorman: 'Doorman',
  peer: 'what people use',
};

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
    height: rows.length * ROW_PX + LEGEND_PX + 45,
    marginTop: LEGEND_PX,
    marginLeft: LABELS_PX,
    marginRight: 60,
    marginBottom: 45,
    style: { background: 'white', fontSize: '12px' },
    x: { type: 'log' },
    y: {
      type: 'band',
      padding: 0.25,
      label: null,
      domain: rows.map(({ label, group }) => rowOf({ label, group })),
    },
    color: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
    marks: [
      ...(Object.keys(GROUPS) as Group[]).map((group, at) =>
        text([GROUPS[group]], {
          frameAnchor: 'top-left',
          dx: at * LEGEND_STEP_PX,
          dy: 14 - LEGEND_PX,
          fill: COLORS[group],
          fontWeight: 'bold',
        }),
      ),
      gridX({ strokeOpacity: 0.15 }),
      axisX({
        label: 'CPU per request, µs (logarithmic; points are turns, bars and numbers medians)',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: 8,
        tickFormat: (value: number) => String(value),
      }),
      ruleY(rows, { y: rowOf, strokeOpacity: 0.1 }),
      dot(points, { x: 'cost', y: rowOf, stroke: 'group', r: 3, strokeOpacity: 0.6 }),
      tickX(rows, { x: (row: Figures) => row.cpuMicros.median, y: rowOf, stroke: 'group', strokeWidth: 3 }),
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
