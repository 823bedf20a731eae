import type { Outcome } from '../history.js';

/** A drawing as plain data. Arms share axes; raw points are shown; `n` is counted from the data. */
export type Figure = TimelineFigure | StripFigure | BarsFigure | LinesFigure;

interface FigureBase {
  readonly title: string;
  /** What a reader should see in it, in a sentence. */
  readonly finding: string;
}

/** What came of requests over time, one panel per arm, with the time of the fault shaded. Milliseconds since the arm began. */
export interface TimelineFigure extends FigureBase {
  readonly form: 'timeline';
  readonly panels: readonly {
    readonly arm: string;
    readonly faults: readonly {
      readonly fromMs: number;
      /** When its end was begun. */
      readonly toMs: number;
      /** When the part was whole again; the same as `toMs` when absent. */
      readonly mendedMs?: number;
      readonly what: string;
    }[];
    readonly points: readonly {
      readonly atMs: number;
      readonly latencyMs: number;
      readonly outcome: Outcome;
    }[];
  }[];
}

/** Every value as a point, one row per arm, on one axis. */
export interface StripFigure extends FigureBase {
  readonly form: 'strip';
  readonly axis: { readonly label: string; readonly logarithmic?: boolean };
  readonly rows: readonly {
    readonly arm: string;
    readonly values: readonly number[];
    readonly note?: string;
  }[];
}

/** One bar per arm, made of parts. */
export interface BarsFigure extends FigureBase {
  readonly form: 'bars';
  readonly axis: { readonly label: string };
  readonly bars: readonly { readonly arm: string; readonly parts: Readonly<Record<string, number>> }[];
}

/** A line per arm through measured points. */
export interface LinesFigure extends FigureBase {
  readonly form: 'lines';
  readonly x: { readonly label: string; readonly logarithmic?: boolean };
  readonly y: { readonly label: string; readonly logarithmic?: boolean };
  readonly lines: readonly {
    readonly arm: string;
    readonly points: readonly { readonly x: number; readonly y: number }[];
  }[];
}
