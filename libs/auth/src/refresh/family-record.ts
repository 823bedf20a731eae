import { HASH_BYTES } from './refresh-token.js';

/**
 * What Redis keeps of a family: 60 bytes, big-endian. Short enough for Redis to keep a member's families in one listpack
 * (`hash-max-listpack-value`, 64 bytes by default).
 */
export interface FamilyRecord {
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch: the login, then each refresh. */
  readonly refreshedAt: number;
  /** The hash of the token that the next refresh takes. */
  readonly current: Buffer;
}

/** As Lua's `struct` reads it: created, refreshed, current hash, spent hash, salt of the current token. */
export const RECORD_FORMAT = `>I4I8c${HASH_BYTES}c${HASH_BYTES}c${HASH_BYTES}`;

/** A new family: no token of it is spent. */
export function packFamily({ createdAt, refreshedAt, current }: FamilyRecord): Buffer {
  const times = Buffer.alloc(12);
  times.writeUInt32BE(createdAt, 0);
  times.writeBigUInt64BE(BigInt(refreshedAt), 4);
  return Buffer.concat([times, current, Buffer.alloc(2 * HASH_BYTES)]);
}

export const unpackFamily = (bytes: Buffer): FamilyRecord => ({
  createdAt: bytes.readUInt32BE(0),
  refreshedAt: Number(bytes.readBigUInt64BE(4)),
  current: bytes.subarray(12, 12 + HASH_BYTES),
});
