import type { Figure } from '../figure.js';
import { barsBody, barsExplains } from './bars.js';
import { type Piece, drawing, standAlone, words } from './canvas.js';
import { linesBody, linesExplains } from './lines.js';
import { stripBody, stripExplains } from './strip.js';
import { type Layout, wide } from './theme.js';
import { timelineBody, timelineExplains } from './timeline.js';

/** Draws a figure as SVG. Pure: the same figure gives the same bytes. `id` must be unique on the page, with the layout. */
export function drawFigure(figure: Figure, name: string, layout: Layout): string {
  const id = `${name}-${layout.name}`;
  return drawing({
    id,
    layout,
    title: figure.title,
    finding: figure.finding,
    explains: explanationOf(figure),
    body: (widthPx) =>
      bodyOf(figure, layout, widthPx, id) ??
      words('Nothing was recorded that could be drawn.', widthPx, { size: 12 }),
  });
}

/** The same as a file of its own. */
export const savedPlot = (figure: Figure, name: string): string => standAlone(drawFigure(figure, name, wide));

function explanationOf(figure: Figure): string {
  switch (figure.form) {
    case 'timeline':
      return timelineExplains;
    case 'strip':
      return stripExplains(figure);
    case 'bars':
      return barsExplains(figure);
    case 'lines':
      return linesExplains(figure);
  }
}

/** Undefined when there is no arm in it. */
function bodyOf(figure: Figure, layout: Layout, widthPx: number, id: string): Piece | undefined {
  switch (figure.form) {
    case 'timeline':
      return figure.panels.length > 0 ? timelineBody(figure, layout, widthPx) : undefined;
    case 'strip':
      return figure.rows.length > 0 ? stripBody(figure, layout, widthPx) : undefined;
    case 'bars':
      return figure.bars.length > 0 ? barsBody(figure, layout, widthPx, id) : undefined;
    case 'lines':
      return figure.lines.length > 0 ? linesBody(figure, layout, widthPx) : undefined;
  }
}
