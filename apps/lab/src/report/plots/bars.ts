import { barX, ruleX, stackX } from '@observablehq/plot';
import { formatNumber } from '../numbers.js';
import type { BarsFigure } from '../figure.js';
import { axisOver, namedAxis, scaleOf } from './axes.js';
import { type Piece, drawPlot, legend, stack } from './canvas.js';
import { hatching, paintOf, paintSample } from './hatching.js';
import { rowFrame, withLabels } from './rows.js';
import type { Layout } from './theme.js';
import { together } from './words.js';

const MARK_PX = 18;
const AXIS_PX = 38;
const TOP_PX = 4;

export const barsExplains = ({ axis }: BarsFigure): string =>
  `One bar per arm, made of its parts; beside it their figures, in the order of the legend. Axis: ${axis.label}.`;

interface Segment {
  readonly row: number;
  readonly part: string;
  readonly value: number;
}

export function barsBody(
  { bars, axis: about }: BarsFigure,
  layout: Layout,
  widthPx: number,
  id: string,
): Piece {
  const parts = [...new Set(bars.flatMap((bar) => Object.keys(bar.parts)))];
  const counts = areCounts({ bars });
  const axis = axisOver(bars.map(totalOf), { label: about.label, fromZero: true });
  const frame = rowFrame(
    bars.map((bar) => ({ arm: bar.arm, note: noteOf(bar, parts, counts) })),
    layout,
    widthPx,
    MARK_PX,
  );
  const { rowHeight, labelHeight, left, right } = frame;
  const height = TOP_PX + bars.length * rowHeight + AXIS_PX;
  const inset = (rowHeight - labelHeight - MARK_PX) / 2;
  const segments = bars.flatMap((bar, row) =>
    parts.map((part): Segment => ({ row, part, value: Math.max(0, finite(bar.parts[part])) })),
  );
  const plot = drawPlot({
    width: widthPx,
    height,
    marginLeft: left,
    marginRight: right,
    marginTop: TOP_PX,
    marginBottom: AXIS_PX,
    x: scaleOf(axis),
    y: { type: 'band', domain: bars.map((_, row) => row), padding: 0, round: false, axis: null },
    color: { type: 'categorical', domain: parts, range: parts.map((_, index) => paintOf(id, index)) },
    marks: [
      ...namedAxis(axis),
      barX(
        segments,
        stackX({
          y: 'row',
          x: 'value',
          fill: 'part',
          insetTop: labelHeight + inset,
          insetBottom: inset,
          insetRight: 1,
          order: parts,
        }),
      ),
      ruleX([0], { stroke: 'var(--soft)' }),
    ],
  });
  const samples = parts.map((part, index) => ({ sample: paintSample(id, index), words: part }));
  const body = stack([legend(samples, widthPx), withLabels(plot, frame, TOP_PX, height)], 8);
  return { ...body, svg: hatching(id, parts.length) + body.svg };
}

const finite = (value = 0): number => (Number.isFinite(value) ? value : 0);

const totalOf = ({ parts }: BarsFigure['bars'][number]): number =>
  Object.values(parts).reduce((sum, part) => sum + Math.max(0, finite(part)), 0);

/** The parts in figures, in the order of the legend: a part too small to be seen is still read. */
function noteOf({ parts }: BarsFigure['bars'][number], names: readonly string[], counts: boolean): string {
  const values = names.map((name) => parts[name] ?? 0);
  const figures = values.map((value) => formatNumber(Math.abs(value) < 1e-9 ? 0 : value)).join(' / ');
  return counts
    ? `${figures}; ${together(`n = ${formatNumber(values.reduce((sum, value) => sum + value, 0))}`)}`
    : figures;
}

/** Whether the bars count something, so that their length is n; shares and sizes do not. */
const areCounts = ({ bars }: Pick<BarsFigure, 'bars'>): boolean =>
  bars.every(({ parts }) => Object.values(parts).every(Number.isInteger)) &&
  bars.some((bar) => totalOf(bar) > 1);
