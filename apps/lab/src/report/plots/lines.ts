import { axisX, axisY, gridY, line } from '@observablehq/plot';
import type { LinesFigure } from '../figure.js';
import { formatNumber } from '../numbers.js';
import { type Axis, axisOver, scaleOf, ticksOf } from './axes.js';
import { type Piece, drawPlot } from './canvas.js';
import { panelGrid } from './panels.js';
import { points } from './points.js';
import { type Layout, hue } from './theme.js';

const PLOT_HEIGHT = 150;
const DISTINCT_MAX = 5;

type Line = LinesFigure['lines'][number];

export const linesExplains = ({ x, y }: LinesFigure): string =>
  `One panel per arm, on the same axes; the lines of the others are grey. To the right: ${x.label}${x.logarithmic ? ' (logarithmic)' : ''}; upward: ${y.label}${y.logarithmic ? ' (logarithmic)' : ''}.`;

export function linesBody(
  { lines, x: aboutX, y: aboutY }: LinesFigure,
  layout: Layout,
  widthPx: number,
): Piece {
  const all = lines.flatMap((each) => each.points);
  const x = withMeasuredTicks(
    axisOver(
      all.map((point) => point.x),
      aboutX,
    ),
    all.map((point) => point.x),
  );
  const y = axisOver(
    all.map((point) => point.y),
    { ...aboutY, fromZero: true },
  );
  const drawable = lines.map((each) => ({
    ...each,
    points: each.points
      .filter((point) => x.shows(point.x) && y.shows(point.y))
      .sort((one, other) => one.x - other.x),
  }));
  const panels = drawable.map((each, index) => ({
    arm: each.arm,
    note: noteOf(each, lines[index]?.points.length ?? 0),
    plot: (width: number) => plotOf(each, drawable, { x, y }, width),
  }));
  return panelGrid(panels, widthPx, layout.name === 'wide' ? 4 : 2);
}

/** Where only a few places were measured, those are marked and nothing in between. */
function withMeasuredTicks(axis: Axis, values: readonly number[]): Axis {
  const distinct = [...new Set(values.filter(axis.shows))].sort((one, other) => one - other);
  if (distinct.length > DISTINCT_MAX || distinct.length < 2) return axis;
  const domain = [distinct[0] ?? 0, distinct.at(-1) ?? 1] as const;
  return { ...axis, ticks: apart(distinct, domain, axis.logarithmic), domain };
}

/** Those of the ticks that are at least a seventh of the axis from the one before. */
function apart(ticks: readonly number[], domain: readonly [number, number], logarithmic: boolean): number[] {
  const scale = (value: number) => (logarithmic ? Math.log10(value) : value);
  const least = (scale(domain[1]) - scale(domain[0])) / 7;
  const kept: number[] = [];
  for (const tick of ticks)
    if (kept.length === 0 || scale(tick) - scale(kept.at(-1) ?? tick) >= least) kept.push(tick);
  return kept;
}

const noteOf = ({ points: drawn }: Line, given: number): string =>
  `n = ${formatNumber(given)}${drawn.length < given ? `; ${given - drawn.length} not drawn` : ''}`;

function plotOf(own: Line, all: readonly Line[], { x, y }: { x: Axis; y: Axis }, width: number): Piece {
  const others = all.filter((each) => each !== own);
  const svg = drawPlot({
    width,
    height: PLOT_HEIGHT,
    marginLeft: 50,
    marginRight: 14,
    marginTop: 8,
    marginBottom: 24,
    x: scaleOf(x),
    y: scaleOf(y),
    marks: [
      gridY([...y.ticks], { stroke: 'var(--grid)', strokeOpacity: 1 }),
      axisX({ ...ticksOf(x), label: null, tickSize: 3, color: 'var(--soft)' }),
      axisY({ ...ticksOf(y), label: null, tickSize: 0, color: 'var(--soft)' }),
      ...others.map((each) =>
        line([...each.points], { x: 'x', y: 'y', stroke: 'var(--faint)', strokeWidth: 1 }),
      ),
      line([...own.points], { x: 'x', y: 'y', stroke: hue(0), strokeWidth: 2 }),
      points(own.points, { x: (point) => point.x, y: (point) => point.y, shape: 'disc', color: hue(0) }),
    ],
  });
  return { svg, height: PLOT_HEIGHT };
}
