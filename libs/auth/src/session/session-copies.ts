import { LRUCache } from 'lru-cache';
import type { SessionRecord } from './session-record.js';

/** A session as it was in Redis when it was last looked up. */
export interface SessionCopy {
  readonly memberId: string;
  /** The member's 16 bytes as a string: the key whose change ends this copy. */
  readonly memberKey: string;
  readonly record: SessionRecord;
}

/** A look-up under way. Redis may announce a change before the answer to the look-up arrives, and the answer is then old. */
export interface Lookup {
  readonly memberKey: string;
  overtaken: boolean;
}

/**
 * Copies of sessions in this process, by credential, the least recently used dropped beyond `max`. Dropped by member, because that is
 * what Redis announces.
 */
export class SessionCopies {
  readonly #copies: LRUCache<string, SessionCopy>;
  readonly #credentials = new Map<string, Set<string>>();
  readonly #lookups = new Set<Lookup>();

  constructor(max: number) {
    this.#copies = new LRUCache({ max, dispose: (copy, credential) => this.#forget(copy, credential) });
  }

  get size(): number {
    return this.#copies.size;
  }

  get(credential: string): SessionCopy | undefined {
    return this.#copies.get(credential);
  }

  /** Before asking Redis. Give the look-up to `settle` with what came of it. */
  begin(memberKey: string): Lookup {
    const lookup = { memberKey, overtaken: false };
    this.#lookups.add(lookup);
    return lookup;
  }

  /** Keeps the copy unless the look-up was overtaken by a change. */
  settle(lookup: Lookup, credential: string, copy: SessionCopy | undefined): void {
    this.#lookups.delete(lookup);
    if (lookup.overtaken || !copy) return;
    this.#copies.set(credential, copy);
    const credentials = this.#credentials.get(copy.memberKey);
    if (credentials) credentials.add(credential);
    else this.#credentials.set(copy.memberKey, new Set([credential]));
  }

  drop(memberKey: string): void {
    for (const lookup of this.#lookups) if (lookup.memberKey === memberKey) lookup.overtaken = true;
    for (const credential of [...(this.#credentials.get(memberKey) ?? [])]) this.#copies.delete(credential);
  }

  dropAll(): void {
    for (const lookup of this.#lookups) lookup.overtaken = true;
    this.#copies.clear();
  }

  #forget({ memberKey }: SessionCopy, credential: string): void {
    const credentials = this.#credentials.get(memberKey);
    credentials?.delete(credential);
    if (credentials?.size === 0) this.#credentials.delete(memberKey);
  }
}
