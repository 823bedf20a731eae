import { type KeyObject, createSecretKey } from 'node:crypto';
import { keyIdOfSecret } from '../key-id.js';

export interface SecretSettings {
  readonly ACCESS_TOKEN_SECRET: string;
  readonly ACCESS_TOKEN_SECRET_PREVIOUS?: string | undefined;
}

export interface NamedKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys of the services that share a secret: one to sign with, and while secrets are being changed another that is accepted too. */
export class SecretKeys {
  readonly current: NamedKey;
  readonly #previous: NamedKey | undefined;

  constructor({ ACCESS_TOKEN_SECRET, ACCESS_TOKEN_SECRET_PREVIOUS }: SecretSettings) {
    this.current = namedKey(ACCESS_TOKEN_SECRET);
    this.#previous = ACCESS_TOKEN_SECRET_PREVIOUS ? namedKey(ACCESS_TOKEN_SECRET_PREVIOUS) : undefined;
  }

  /** A token that names neither key is checked with the current one, and fails by its signature. */
  find(keyId: string | undefined): KeyObject {
    return this.#previous && keyId === this.#previous.id ? this.#previous.key : this.current.key;
  }
}

const namedKey = (secret: string): NamedKey => ({
  id: keyIdOfSecret(secret),
  key: createSecretKey(secret, 'utf8'),
});
