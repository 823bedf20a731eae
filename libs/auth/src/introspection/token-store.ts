/** What is kept of a token. Times are seconds since the epoch. */
export interface TokenRecord {
  /** A UUID. */
  readonly memberId: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** When it ends if nobody comes back. */
  readonly expiresAt: number;
}

export interface KeptToken extends TokenRecord {
  /** SHA-256 of the token, 32 bytes. A store that leaks gives away no token. */
  readonly hash: Buffer;
}

/**
 * Where `opaque-token` keeps its tokens: the issuing service's database, which the strategy knows through this alone. Every method throws
 * `AuthUnavailable` when the database cannot be asked. A record may be dropped at any time after its `expiresAt`.
 */
export interface TokenStore {
  insert(token: KeptToken): Promise<void>;
  find(hash: Buffer): Promise<TokenRecord | undefined>;
  /** Changes a record that is there, and never makes one: a token that was removed meanwhile stays removed. */
  touch(hash: Buffer, seen: Pick<TokenRecord, 'lastSeenAt' | 'expiresAt'>): Promise<void>;
  /** @param memberId whose it must be @returns whether it was there */
  remove(hash: Buffer, memberId?: string): Promise<boolean>;
  removeAll(memberId: string): Promise<void>;
  list(memberId: string): Promise<readonly KeptToken[]>;
}
