import type { Tally } from './connection.js';

/** What the generator is told to do. */
export interface Job {
  readonly ports: readonly number[];
  /** Over all ports, each of which gets the same number. */
  readonly connections: number;
  readonly forMs: number;
  readonly path: string;
  /** Of each request, in rotation over all connections. */
  readonly headers: readonly Readonly<Record<string, string>>[];
  /** Ends it sooner: how many are sent. */
  readonly requests?: number;
}

/** What came of it. */
export interface Done extends Tally {
  readonly seconds: number;
  /** CPU of the generator itself, in seconds. */
  readonly cpuSeconds: number;
}

export type Answer = { readonly done: Done } | { readonly failed: string };
