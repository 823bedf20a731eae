import { type Piece, place } from './canvas.js';
import type { Layout } from './theme.js';
import { type Style, lineHeight, textBlock, wrap } from './words.js';

/** A row per arm, with its name and what is to be said about it. */
export interface LabelledRow {
  readonly arm: string;
  readonly note: string;
}

/** Where the labels of rows stand: beside the plot, or above each row where there is no room beside it. */
export interface RowFrame {
  /** Pixels of one row, of its label in it, and left and right of the plot. */
  readonly rowHeight: number;
  readonly labelHeight: number;
  readonly left: number;
  readonly right: number;
  /** The labels, for a plot whose first row begins at the top. */
  readonly labels: string;
}

const name: Style = { size: 12, bold: true };
const note: Style = { size: 11, soft: true };
const BESIDE_PX = 226;
const NOTE_PX = 170;

export const rowFrame = (
  rows: readonly LabelledRow[],
  layout: Layout,
  widthPx: number,
  markPx: number,
): RowFrame => (layout.name === 'wide' ? beside(rows, widthPx, markPx) : above(rows, widthPx, markPx));

function beside(rows: readonly LabelledRow[], widthPx: number, markPx: number): RowFrame {
  const noted = rows.some((row) => row.note !== '');
  const right = noted ? NOTE_PX : 16;
  const texts = rows.map((row) => ({
    names: wrap(row.arm, BESIDE_PX - 14, { ...name, bold: false }),
    notes: wrap(row.note, NOTE_PX - 12, note),
  }));
  const lines = Math.max(1, ...texts.map(({ names, notes }) => Math.max(names.length, notes.length)));
  const rowHeight = Math.max(markPx, lines * lineHeight(name)) + 8;
  const labels = texts.map(({ names, notes }, index) => {
    const middle = (count: number, style: Style) =>
      index * rowHeight + (rowHeight - count * lineHeight(style)) / 2 - 1;
    return (
      textBlock(names, BESIDE_PX - 10, middle(names.length, name), { size: 12, anchor: 'end' }) +
      textBlock(notes, widthPx - NOTE_PX + 12, middle(notes.length, note), note)
    );
  });
  return { rowHeight, labelHeight: 0, left: BESIDE_PX, right, labels: labels.join('') };
}

function above(rows: readonly LabelledRow[], widthPx: number, markPx: number): RowFrame {
  const texts = rows.map((row) => ({
    names: wrap(row.arm, widthPx, name),
    notes: wrap(row.note, widthPx, note),
  }));
  const heightOf = ({ names, notes }: (typeof texts)[number]) =>
    names.length * lineHeight(name) + notes.length * lineHeight(note);
  const labelHeight = Math.max(0, ...texts.map(heightOf)) + 4;
  const rowHeight = labelHeight + markPx + 10;
  const labels = texts.map((text, index) => {
    const y = index * rowHeight + labelHeight - 4 - heightOf(text);
    return (
      textBlock(text.names, 0, y, name) +
      textBlock(text.notes, 0, y + text.names.length * lineHeight(name), note)
    );
  });
  return { rowHeight, labelHeight, left: 6, right: 16, labels: labels.join('') };
}

/** The plot with its labels over it. */
export const withLabels = (plot: string, { labels }: RowFrame, top: number, height: number): Piece => ({
  svg: plot + place(labels, 0, top),
  height,
});
