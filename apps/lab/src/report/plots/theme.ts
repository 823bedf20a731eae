import type { Outcome } from '../../history.js';

/**
 * Colours that people with any common kind of colour blindness tell apart (Okabe and Ito, jfly.uni-koeln.de/color), light and dark. What has one of them
 * has a shape or a hatching of its own too.
 */
export const plotStyle = `
.doorman-plot{--ink:#1b1f24;--soft:#57606a;--grid:#d8dee4;--paper:#ffffff;--shade:#f3dcc0;--faint:#b6bec7;
--hue-0:#0072b2;--hue-1:#d55e00;--hue-2:#b97a00;--hue-3:#a14a86;--hue-4:#007a5a;--hue-5:#1b1f24;
color:var(--ink);font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}
@media (prefers-color-scheme:dark){.doorman-plot{--ink:#e6edf3;--soft:#9aa5b1;--grid:#313842;--paper:#12161b;--shade:#4a3415;--faint:#4a545f;
--hue-0:#56b4e9;--hue-1:#ff7f3f;--hue-2:#e6ab2e;--hue-3:#dd93c1;--hue-4:#3fc79a;--hue-5:#e6edf3}}
`;

/** The colour of the n-th of several things. */
export const hue = (index: number): string => `var(--hue-${index % 6})`;

export type Shape = 'disc' | 'cross' | 'triangle' | 'square' | 'plus';

/** How each outcome looks and what it is called. */
export const outcomeLooks: Readonly<
  Record<Outcome, { readonly shape: Shape; readonly color: string; readonly words: string }>
> = {
  ok: { shape: 'disc', color: hue(0), words: 'served' },
  refused: { shape: 'cross', color: hue(1), words: 'refused (4xx)' },
  unavailable: { shape: 'triangle', color: hue(2), words: 'unavailable (503)' },
  unknown: { shape: 'square', color: hue(3), words: 'no clear answer' },
  hung: { shape: 'plus', color: hue(5), words: 'hung' },
};

/** A page shows the layout that fits the window. */
export interface Layout {
  readonly name: 'wide' | 'narrow';
  /** In pixels; the plot never grows beyond it, so its letters stay as large as they are. */
  readonly width: number;
}

export const wide: Layout = { name: 'wide', width: 1000 };
export const narrow: Layout = { name: 'narrow', width: 360 };
