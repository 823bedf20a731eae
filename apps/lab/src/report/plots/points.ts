import { dot, type Markish } from '@observablehq/plot';
import type { Shape } from './theme.js';

/** The path of one point of each shape, about five pixels across. */
const pathOf: Readonly<Record<Shape, (x: string, y: string) => string>> = {
  disc: (x, y) => `M${x},${y}h0`,
  cross: (x, y) => `M${x},${y}m-2.5,-2.5l5,5m-5,0l5,-5`,
  triangle: (x, y) => `M${x},${y}m0,-3l3,5.2h-6z`,
  square: (x, y) => `M${x},${y}m-2.3,-2.3h4.6v4.6h-4.6z`,
  plus: (x, y) => `M${x},${y}m-3.5,0h7m-3.5,-3.5v7`,
};

const rounded = (value: number | undefined): string => String(Math.round((value ?? 0) * 10) / 10);

export interface Looks {
  readonly shape: Shape;
  readonly color: string;
}

/**
 * Plot's dot mark, drawn as one path for all points: a full run has a hundred thousand of them, and an element for each would make the page too heavy to open.
 */
export function points<T>(
  data: readonly T[],
  { x, y, shape, color }: Looks & { readonly x: (datum: T) => number; readonly y: (datum: T) => number },
): Markish {
  return dot([...data], {
    x,
    y,
    render(index, _scales, { x: xs = [], y: ys = [] }, _dimensions, { document }) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      const d = Array.from(index, (i) => pathOf[shape](rounded(xs[i] as number), rounded(ys[i] as number)));
      path.setAttribute('d', d.join(''));
      const filled = shape === 'triangle' || shape === 'square';
      path.setAttribute('fill', filled ? color : 'none');
      if (!filled) path.setAttribute('stroke', color);
      path.setAttribute('stroke-width', shape === 'disc' ? '4.4' : '1.8');
      path.setAttribute('stroke-linecap', 'round');
      path.setAttribute('opacity', '0.8');
      return path;
    },
  });
}

/** One point of a legend. */
export function pointSample({ shape, color }: Looks, x: number, y: number): string {
  const filled = shape === 'triangle' || shape === 'square';
  const paint = filled ? `fill="${color}"` : `fill="none" stroke="${color}"`;
  return `<path d="${pathOf[shape](String(x), String(y))}" ${paint} stroke-width="${shape === 'disc' ? 6 : 2}" stroke-linecap="round"/>`;
}
