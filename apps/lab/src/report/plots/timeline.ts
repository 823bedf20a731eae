import { axisX, axisY, gridY, rect } from '@observablehq/plot';
import type { Outcome } from '../../history.js';
import type { TimelineFigure } from '../figure.js';
import { formatNumber } from '../numbers.js';
import { type Axis, axisOver, scaleOf, ticksOf } from './axes.js';
import { type Piece, drawPlot, legend, stack } from './canvas.js';
import { panelGrid } from './panels.js';
import { pointSample, points } from './points.js';
import { type Layout, outcomeLooks } from './theme.js';

const PLOT_HEIGHT = 124;
/** An answer is never quicker than this on paper: a logarithmic axis has no 0. */
const LEAST_MS = 0.1;

type Panel = TimelineFigure['panels'][number];
type Point = Panel['points'][number];
type Fault = Panel['faults'][number];

export const timelineExplains =
  'One point per request: to the right the time when it was to be sent, in seconds since the first one; upward how long the answer took, in milliseconds (logarithmic). Shaded: the time of the fault; lighter: until the part was whole again.';

export function timelineBody({ panels }: TimelineFigure, layout: Layout, widthPx: number): Piece {
  const shifted = panels.map(fromFirstPoint);
  const all = shifted.flatMap(({ points }) => points);
  const x = axisOver(
    all.map(({ atMs }) => atMs / 1000),
    { label: 'seconds', fromZero: true, tight: true },
  );
  const y = axisOver(
    all.map(({ latencyMs }) => latencyMs),
    { label: 'milliseconds', logarithmic: true },
  );
  const seen = outcomesOf(all);
  return stack(
    [
      legend(
        seen.map((outcome) => ({
          sample: pointSample(outcomeLooks[outcome], 9, 10),
          words: outcomeLooks[outcome].words,
        })),
        widthPx,
      ),
      panelGrid(
        shifted.map((panel) => ({
          arm: panel.arm,
          note: noteOf(panel),
          plot: (width) => plotOf(panel, { x, y }, width),
        })),
        widthPx,
        layout.name === 'wide' ? 3 : 1,
      ),
    ],
    8,
  );
}

/** Arms begin at different times, some only after a long preparation: each is drawn from its own first request on. */
function fromFirstPoint(panel: Panel): Panel {
  const first = panel.points.reduce((least, { atMs }) => Math.min(least, atMs), Infinity);
  if (!Number.isFinite(first)) return panel;
  return {
    ...panel,
    faults: panel.faults.map((fault) => ({
      ...fault,
      fromMs: fault.fromMs - first,
      toMs: fault.toMs - first,
      mendedMs: (fault.mendedMs ?? fault.toMs) - first,
    })),
    points: panel.points.map((point) => ({
      ...point,
      atMs: point.atMs - first,
      latencyMs: Math.max(LEAST_MS, point.latencyMs),
    })),
  };
}

const outcomesOf = (points: readonly Point[]): Outcome[] =>
  (Object.keys(outcomeLooks) as Outcome[]).filter((outcome) =>
    points.some((point) => point.outcome === outcome),
  );

function noteOf({ points, faults }: Panel): string {
  const counts = outcomesOf(points).map((outcome) => {
    const count = points.filter((point) => point.outcome === outcome).length;
    return `${formatNumber(count)} ${outcomeLooks[outcome].words}`;
  });
  const whats = [...new Set(faults.map(({ what }) => what))];
  return [
    `n = ${formatNumber(points.length)}: ${counts.join(', ') || 'none'}`,
    ...(whats.length > 0 ? [`shaded: ${whats.join(', ')}`] : []),
  ].join('; ');
}

function plotOf(panel: Panel, { x, y }: { x: Axis; y: Axis }, width: number): Piece {
  const [from, to] = x.domain;
  const [bottom, top] = y.domain;
  const high = { y1: () => bottom, y2: () => top, fill: 'var(--shade)' };
  const clamp = (ms: number) => Math.min(to, Math.max(from, ms / 1000));
  const svg = drawPlot({
    width,
    height: PLOT_HEIGHT,
    marginLeft: 44,
    marginRight: 8,
    marginTop: 6,
    marginBottom: 24,
    x: scaleOf(x),
    y: scaleOf(y),
    marks: [
      rect(panel.faults, {
        ...high,
        x1: ({ fromMs }: Fault) => clamp(fromMs),
        x2: ({ toMs }: Fault) => clamp(toMs),
      }),
      rect(panel.faults, {
        ...high,
        x1: ({ toMs }: Fault) => clamp(toMs),
        x2: ({ toMs, mendedMs = toMs }: Fault) => clamp(mendedMs),
        fillOpacity: 0.45,
      }),
      gridY([...y.ticks], { stroke: 'var(--grid)', strokeOpacity: 1 }),
      axisX({ ...ticksOf(x), label: null, tickSize: 3, color: 'var(--soft)' }),
      axisY({ ...ticksOf(y), label: null, tickSize: 0, color: 'var(--soft)' }),
      ...outcomesOf(panel.points).map((outcome) =>
        points(
          panel.points.filter((point) => point.outcome === outcome),
          {
            x: ({ atMs }) => atMs / 1000,
            y: ({ latencyMs }) => latencyMs,
            ...outcomeLooks[outcome],
          },
        ),
      ),
    ],
  });
  return { svg, height: PLOT_HEIGHT };
}
