import type { Serving } from '../subjects/subject.js';

/** What a server tells the bench: that it listens, or why not; then, for every message it gets, its CPU time so far. */
export type FromServer =
  | Serving
  | { readonly failure: string }
  | { readonly cpu: { readonly user: number; readonly system: number } };
