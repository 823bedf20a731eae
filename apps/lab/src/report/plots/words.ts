import { escapeMarkup } from '../html/html.js';

/** Letters are taken to be this wide, in parts of their height: somewhat more than in the usual typefaces, so that nothing runs into its neighbour. */
const LETTER = 0.6;
const BOLD_LETTER = 0.65;

export interface Style {
  /** Height of the letters in pixels. */
  readonly size: number;
  readonly bold?: boolean;
  readonly soft?: boolean;
  /** Whether lines behind it stop short of it. */
  readonly halo?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export const lineHeight = ({ size }: Style): number => Math.round(size * 1.35);

export const widthOf = (text: string, { size, bold }: Style): number =>
  text.length * size * (bold ? BOLD_LETTER : LETTER);

/** What stands together on a line, such as `n = 5`. */
export const together = (text: string): string => text.replaceAll(' ', '\u00a0');

/** Breaks a text into lines that fit the width; a word that does not fit by itself is broken too. */
export function wrap(text: string, widthPx: number, style: Style): string[] {
  const fits = Math.max(4, Math.floor(widthPx / widthOf('x', style)));
  const lines: string[] = [];
  let line = '';
  const words = text.split(/[ \n]+/).flatMap((word) => word.match(new RegExp(`.{1,${fits}}`, 'gsu')) ?? []);
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > fits) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** Lines of text; `y` is where the first one begins, at its top. */
export function textBlock(lines: readonly string[], x: number, y: number, style: Style): string {
  const { size, bold, soft, halo, anchor = 'start' } = style;
  const behind = halo ? ' stroke="var(--paper)" stroke-width="4" paint-order="stroke"' : '';
  const look = `font-size="${size}" text-anchor="${anchor}"${bold ? ' font-weight="600"' : ''} fill="var(--${soft ? 'soft' : 'ink'})"${behind}`;
  const baseline = (line: number) => Math.round((y + size + line * lineHeight(style)) * 10) / 10;
  return lines
    .map((line, index) => `<text x="${x}" y="${baseline(index)}" ${look}>${escapeMarkup(line)}</text>`)
    .join('');
}
