import { ruleX } from '@observablehq/plot';
import { percentile } from '../../history.js';
import type { StripFigure } from '../figure.js';
import { formatNumber } from '../numbers.js';
import { axisOver, namedAxis, scaleOf } from './axes.js';
import { type Piece, drawPlot } from './canvas.js';
import { points } from './points.js';
import { rowFrame, withLabels } from './rows.js';
import { type Layout, hue } from './theme.js';
import { together } from './words.js';

const MARK_PX = 22;
const AXIS_PX = 38;
const TOP_PX = 4;
const GOLDEN = 0.618034;

export const stripExplains = ({ axis }: StripFigure): string =>
  `One point per value, spread over the height of its row so that points do not hide each other; the upright line is the median. Axis: ${axis.label}${axis.logarithmic ? ', logarithmic; a 0 stands at its left end' : ''}.`;

export function stripBody({ rows, axis: about }: StripFigure, layout: Layout, widthPx: number): Piece {
  const axis = axisOver(
    rows.flatMap(({ values }) => values),
    {
      label: about.label,
      logarithmic: about.logarithmic ?? false,
      fromZero: true,
    },
  );
  const frame = rowFrame(
    rows.map((row) => ({ arm: row.arm, note: noteOf(row) })),
    layout,
    widthPx,
    MARK_PX,
  );
  const { rowHeight, labelHeight, left, right } = frame;
  const height = TOP_PX + rows.length * rowHeight + AXIS_PX;
  const from = (row: number) => row * rowHeight + labelHeight + (rowHeight - labelHeight - MARK_PX) / 2;
  const onAxis = (value: number) => (axis.logarithmic ? Math.max(axis.domain[0], value) : value);
  const spots = rows.flatMap(({ values }, row) =>
    values.filter(Number.isFinite).map((value, index) => ({
      value: onAxis(value),
      y: from(row) + 3 + ((index * GOLDEN) % 1) * (MARK_PX - 6),
    })),
  );
  const medians = rows.flatMap(({ values }, row) => {
    const finite = values.filter(Number.isFinite);
    return finite.length === 0
      ? []
      : [{ value: onAxis(percentile(finite, 0.5)), y1: from(row), y2: from(row) + MARK_PX }];
  });
  const plot = drawPlot({
    width: widthPx,
    height,
    marginLeft: left,
    marginRight: right,
    marginTop: TOP_PX,
    marginBottom: AXIS_PX,
    x: scaleOf(axis),
    y: {
      type: 'linear',
      domain: [0, rows.length * rowHeight],
      range: [TOP_PX, height - AXIS_PX],
      axis: null,
    },
    marks: [
      ...namedAxis(axis),
      points(spots, { x: ({ value }) => value, y: ({ y }) => y, shape: 'disc', color: hue(0) }),
      ruleX(medians, { x: 'value', y1: 'y1', y2: 'y2', stroke: 'var(--hue-1)', strokeWidth: 2.5 }),
    ],
  });
  return withLabels(plot, frame, TOP_PX, height);
}

function noteOf({ values, note }: StripFigure['rows'][number]): string {
  const endless = values.filter((value) => !Number.isFinite(value)).length;
  return [
    together(`n = ${formatNumber(values.length)}`),
    ...(endless > 0 ? [`${endless} without end, not drawn`] : []),
    ...(note ? [note] : []),
  ].join('; ');
}
