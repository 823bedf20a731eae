import { axisX, gridX } from '@observablehq/plot';
import { formatNumber } from '../numbers.js';

/** A scale that all arms of a figure share. */
export interface Axis {
  readonly label: string;
  readonly logarithmic: boolean;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** What can be drawn at all: a logarithmic axis has no place for 0. */
  readonly shows: (value: number) => boolean;
}

const TICKS_MAX = 6;

export interface AxisOptions {
  readonly label: string;
  readonly logarithmic?: boolean;
  /** Whether it begins at 0, where it is not logarithmic. */
  readonly fromZero?: boolean;
  /** Whether it ends with the last value rather than with a round number. */
  readonly tight?: boolean;
}

export function axisOver(
  values: readonly number[],
  { label, logarithmic = false, fromZero = false, tight = false }: AxisOptions,
): Axis {
  const shows = (value: number) => Number.isFinite(value) && (!logarithmic || value > 0);
  const shown = values.filter(shows);
  // Not spread into Math.min: a full run has more values than a call may have arguments.
  const least = shown.reduce((one, other) => Math.min(one, other), Infinity);
  const most = shown.reduce((one, other) => Math.max(one, other), -Infinity);
  if (shown.length === 0)
    return { label, logarithmic, shows, domain: logarithmic ? [1, 10] : [0, 1], ticks: [] };
  const from = fromZero ? Math.min(0, least) : least;
  const { domain, ticks } = logarithmic ? decades(least, most) : steps(from, most);
  if (!tight || most <= from) return { label, logarithmic, shows, domain, ticks };
  const inside = ticks.filter((tick) => tick >= from && tick <= most);
  return { label, logarithmic, shows, domain: [from, most], ticks: inside };
}

/** Whole powers of ten around the values. */
function decades(least: number, most: number): Pick<Axis, 'domain' | 'ticks'> {
  const first = Math.floor(Math.log10(least) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(most) - 1e-9));
  const every = Math.ceil((last - first) / TICKS_MAX);
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return {
    domain: [10 ** first, 10 ** last],
    ticks: powers.filter((_, index) => index % every === 0).map((power) => 10 ** power),
  };
}

/** Round steps from at or below the least value to at or above the greatest. */
function steps(least: number, most: number): Pick<Axis, 'domain' | 'ticks'> {
  const span = most > least ? most - least : Math.abs(most) || 1;
  const raw = span / (TICKS_MAX - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((each) => each * power >= raw - power * 1e-9) ?? 10) * power;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { domain: [ticks[0] ?? 0, ticks.at(-1) ?? 1], ticks };
}

/** The axis as Plot's scale. */
export const scaleOf = ({ domain, logarithmic }: Axis) => ({
  type: logarithmic ? ('log' as const) : ('linear' as const),
  domain: [...domain],
  axis: null,
});

/** Ticks as Plot's axes take them. */
export const ticksOf = ({ ticks }: Axis) => ({
  ticks: [...ticks],
  tickFormat: (tick: number) => formatNumber(tick),
});

/** The marks of an axis with its name below it, and of the grid that it lays. */
export const namedAxis = (axis: Axis) => [
  gridX([...axis.ticks], { stroke: 'var(--grid)', strokeOpacity: 1 }),
  axisX({
    ...ticksOf(axis),
    label: axis.label,
    labelAnchor: 'center',
    labelArrow: 'none',
    tickSize: 3,
    color: 'var(--soft)',
  }),
];
