import type { KeyObject } from 'node:crypto';
import { type JsonWebKeySet, type PublicKey, jsonWebKeyOf } from './public-key.js';

/**
 * The keys of the service that signs: one that it signs with, and one more that it publishes and accepts while keys are being changed.
 * That is the next key before the change, so that everybody has it before anything is signed with it, and the old one after it, until the
 * last token that it signed has expired.
 */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, PublicKey>;

  /** @param privateKey the one that `current` is the public half of */
  constructor(
    readonly privateKey: KeyObject,
    readonly current: PublicKey,
    previous?: PublicKey,
  ) {
    this.#keys = new Map([current, ...(previous ? [previous] : [])].map((key) => [key.id, key]));
  }

  find(id: string | undefined): KeyObject | undefined {
    return id === undefined ? undefined : this.#keys.get(id)?.key;
  }

  get publicKeys(): JsonWebKeySet {
    return { keys: [...this.#keys.values()].map(jsonWebKeyOf) };
  }
}
