import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeMarkup } from '../html/html.js';
import { type Layout, plotStyle } from './theme.js';
import { type Style, lineHeight, textBlock, wrap } from './words.js';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Draws marks on scales, as a piece that can be placed in a drawing. Hundredths of a pixel are as exact as it gets, and shorter. */
export function drawPlot(options: PlotOptions): string {
  const svg = plot({
    ...options,
    document,
    className: 'plot',
    style: { fontSize: '11px', overflow: 'visible' },
  } as PlotOptions);
  return (svg as unknown as { outerHTML: string }).outerHTML
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

export const place = (piece: string, x: number, y: number): string =>
  `<g transform="translate(${x},${y})">${piece}</g>`;

/** A piece with its height in pixels. */
export interface Piece {
  readonly svg: string;
  readonly height: number;
}

export const stack = (pieces: readonly Piece[], gap = 0): Piece => {
  let y = 0;
  const svg = pieces.map((piece) => {
    const placed = place(piece.svg, 0, y);
    y += piece.height + gap;
    return placed;
  });
  return { svg: svg.join(''), height: Math.max(0, y - gap) };
};

export const words = (text: string, widthPx: number, style: Style): Piece => {
  const lines = wrap(text, widthPx, style);
  return { svg: textBlock(lines, 0, 0, style), height: lines.length * lineHeight(style) };
};

/** Samples with their meaning in a row, in several rows where they do not fit. */
export function legend(
  items: readonly { readonly sample: string; readonly words: string }[],
  widthPx: number,
): Piece {
  const style: Style = { size: 11 };
  const rowHeight = 20;
  let [x, y] = [0, 0];
  const svg = items.map((item) => {
    const itemWidth = 20 + item.words.length * 6.4 + 16;
    if (x > 0 && x + itemWidth > widthPx) [x, y] = [0, y + rowHeight];
    const drawn = place(`${item.sample}${textBlock([item.words], 20, 2, style)}`, x, y);
    x += Math.round(itemWidth);
    return drawn;
  });
  return { svg: svg.join(''), height: items.length === 0 ? 0 : y + rowHeight };
}

const MARGIN = 12;

export interface Drawing {
  /** Unique on the page. */
  readonly id: string;
  readonly layout: Layout;
  readonly title: string;
  readonly finding: string;
  /** What a point, a bar or a line is. */
  readonly explains: string;
  readonly body: (widthPx: number) => Piece;
}

/** A complete SVG with its title, what to see in it and how to read it. */
export function drawing({ id, layout, title, finding, explains, body }: Drawing): string {
  const inner = layout.width - 2 * MARGIN;
  const { svg, height } = stack(
    [
      words(title, inner, { size: 15, bold: true }),
      words(finding, inner, { size: 12 }),
      words(explains, inner, { size: 11, soft: true }),
      body(inner),
    ],
    6,
  );
  const total = Math.ceil(height + 2 * MARGIN);
  const size = `width="${layout.width}" height="${total}" viewBox="0 0 ${layout.width} ${total}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="doorman-plot" ${size} role="img" aria-labelledby="${id}-title ${id}-desc">` +
    `<title id="${id}-title">${escapeMarkup(title)}</title><desc id="${id}-desc">${escapeMarkup(`${finding} ${explains}`)}</desc>` +
    `<rect width="100%" height="100%" fill="var(--paper)"/>${place(svg, MARGIN, MARGIN)}</svg>`
  );
}

/** With its own style, to stand in a file of its own. */
export const standAlone = (svg: string): string =>
  `${svg.replace('<title', () => `<style>${plotStyle}</style><title`)}\n`;
