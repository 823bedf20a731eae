import { hue } from './theme.js';

/** What distinguishes parts without their colour: plain, and five ways to hatch. */
const strokes = [
  '',
  'M0,6L6,0M-1,1L1,-1M5,7L7,5',
  'M3,0V6',
  'M0,0L6,6M-1,5L1,7M5,-1L7,1',
  'M0,3H6',
  'M3,0V6M0,3H6',
];

/** Ids are the drawing's own: several drawings stand on one page. */
const patternId = (id: string, index: number): string => `${id}-part-${index}`;

export const paintOf = (id: string, index: number): string => `url(#${patternId(id, index)})`;

/** The patterns that `paintOf` names. */
export function hatching(id: string, count: number): string {
  const patterns = Array.from(
    { length: count },
    (_, index) =>
      `<pattern id="${patternId(id, index)}" width="6" height="6" patternUnits="userSpaceOnUse">` +
      `<rect width="6" height="6" fill="${hue(index)}"/><path d="${strokes[index % strokes.length]}" stroke="var(--paper)" stroke-width="1.4" fill="none"/></pattern>`,
  );
  return `<defs>${patterns.join('')}</defs>`;
}

/** A sample for a legend. */
export const paintSample = (id: string, index: number): string =>
  `<rect x="1" y="3" width="14" height="12" fill="${paintOf(id, index)}"/>`;
