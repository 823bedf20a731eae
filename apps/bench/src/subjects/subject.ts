export type Headers = Readonly<Record<string, string>>;

/** What a subject may ask while it serves. Its cost is counted apart. */
export type Part = 'redis' | 'replica' | 'member';

/** Where those parts are; each is there when the subject needs it. */
export type Surroundings = Readonly<Record<Part, string>>;

/** A server that listens on 127.0.0.1. */
export interface Serving {
  readonly port: number;
  /** The headers of the requests to send, in rotation. */
  readonly requests: readonly Headers[];
}

/** `floor`: what a server or a library takes alone. `unguarded`: the route that others are measured against. */
export type Group = 'floor' | 'unguarded' | 'doorman' | 'peer';

/** One server to measure. It runs in a process of its own, which loads nothing of the others. */
export interface Subject {
  readonly label: string;
  readonly group: Group;
  /** The same route on the same framework without a guard. */
  readonly over?: string;
  readonly needs?: readonly Part[];
  serve(surroundings: Surroundings): Promise<Serving>;
}

/** Logins in rotation, one per member. */
export const MEMBERS = 10_000;

/** Tokens in rotation where each is to be new: twice as many as a process of ours remembers. */
export const UNSEEN_TOKENS = 40_000;

/** What the trivial route answers. */
export const ANSWER = { hello: 'world' };

/** A request without a credential. */
export const ANONYMOUS: readonly Headers[] = [{}];
