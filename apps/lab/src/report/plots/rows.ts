import { type Piece, place } from './canvas.js';
import type { Layout } from './theme.js';
import { type Style, lineHeight, textBlock, widthOf, wrap } from './words.js';

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
const GAP_PX = 10;
/** The least and the most that labels beside the plot take of its width. */
const NAMES_PX = [120, 310] as const;
const NOTES_PX = [40, 200] as const;
/** A label above its row begins to the right of the axis. */
const LABEL_LEFT_PX = 10;

export const rowFrame = (
  rows: readonly LabelledRow[],
  layout: Layout,
  widthPx: number,
  markPx: number,
): RowFrame => (layout.name === 'wide' ? beside(rows, widthPx, markPx) : above(rows, widthPx, markPx));

function beside(rows: readonly LabelledRow[], widthPx: number, markPx: number): RowFrame {
  const beside: Style = { ...name, bold: false };
  const left = roomFor(
    rows.map(({ arm }) => arm),
    beside,
    NAMES_PX,
  );
  const right = roomFor(
    rows.map((row) => row.note),
    note,
    NOTES_PX,
  );
  const texts = rows.map((row) => ({
    names: wrap(row.arm, left - GAP_PX, beside),
    notes: wrap(row.note, right - GAP_PX, note),
  }));
  const lines = Math.max(1, ...texts.map(({ names, notes }) => Math.max(names.length, notes.length)));
  const rowHeight = Math.max(markPx, lines * lineHeight(name)) + 8;
  const labels = texts.map(({ names, notes }, index) => {
    const middle = (count: number, style: Style) =>
      index * rowHeight + (rowHeight - count * lineHeight(style)) / 2 - 1;
    return (
      textBlock(names, left - GAP_PX, middle(names.length, name), { ...beside, anchor: 'end' }) +
      textBlock(notes, widthPx - right + GAP_PX, middle(notes.length, note), note)
    );
  });
  return { rowHeight, labelHeight: 0, left, right, labels: labels.join('') };
}

/** What the longest label takes, within limits. */
function roomFor(labels: readonly string[], style: Style, [least, most]: readonly [number, number]): number {
  const longest = Math.max(0, ...labels.map((label) => widthOf(label, style)));
  return Math.min(most, Math.max(least, Math.ceil(longest) + 2 * GAP_PX));
}

function above(rows: readonly LabelledRow[], widthPx: number, markPx: number): RowFrame {
  const room = widthPx - LABEL_LEFT_PX;
  const texts = rows.map((row) => ({ names: wrap(row.arm, room, name), notes: wrap(row.note, room, note) }));
  const heightOf = ({ names, notes }: (typeof texts)[number]) =>
    names.length * lineHeight(name) + notes.length * lineHeight(note);
  const labelHeight = Math.max(0, ...texts.map(heightOf)) + 14;
  const rowHeight = labelHeight + markPx + 2;
  const labels = texts.map((text, index) => {
    const y = index * rowHeight + labelHeight - 3 - heightOf(text);
    return (
      textBlock(text.names, LABEL_LEFT_PX, y, { ...name, halo: true }) +
      textBlock(text.notes, LABEL_LEFT_PX, y + text.names.length * lineHeight(name), { ...note, halo: true })
    );
  });
  return { rowHeight, labelHeight, left: 6, right: 16, labels: labels.join('') };
}

/** The plot with its labels over it. */
export const withLabels = (plot: string, { labels }: RowFrame, top: number, height: number): Piece => ({
  svg: plot + place(labels, 0, top),
  height,
});
