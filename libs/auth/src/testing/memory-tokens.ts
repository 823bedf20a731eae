import type { KeptToken, TokenStore } from '../introspection/token-store.js';

/**
 * A `TokenStore` in memory, for what is about the strategy and about HTTP. The one in PostgreSQL belongs to the member service, whose specs
 * run the same contract on it.
 */
export class MemoryTokens implements TokenStore {
  readonly kept = new Map<string, KeptToken>();

  async insert(token: KeptToken) {
    this.kept.set(keyOf(token.hash), token);
  }

  async find(hash: Buffer) {
    return this.kept.get(keyOf(hash));
  }

  async touch(hash: Buffer, seen: Pick<KeptToken, 'lastSeenAt' | 'expiresAt'>) {
    const token = this.kept.get(keyOf(hash));
    if (token) this.kept.set(keyOf(hash), { ...token, ...seen });
  }

  async remove(hash: Buffer, memberId?: string) {
    const token = this.kept.get(keyOf(hash));
    if (!token || (memberId !== undefined && token.memberId !== memberId)) return false;
    return this.kept.delete(keyOf(hash));
  }

  async removeAll(memberId: string) {
    for (const { hash } of await this.list(memberId)) this.kept.delete(keyOf(hash));
  }

  async list(memberId: string) {
    return [...this.kept.values()].filter((token) => token.memberId === memberId);
  }

  /** Everything in it, as bytes. */
  dump(): Buffer {
    return Buffer.concat(
      [...this.kept.values()].map(({ hash, ...record }) =>
        Buffer.concat([hash, Buffer.from(JSON.stringify(record))]),
      ),
    );
  }
}

const keyOf = (hash: Buffer) => hash.toString('base64url');
