/** What a store keeps of a login: eight bytes, two unsigned 32-bit seconds since the epoch, big-endian. */
export interface SessionRecord {
  readonly createdAt: number;
  readonly lastSeenAt: number;
}

export const RECORD_BYTES = 8;

export function packRecord(record: SessionRecord): Buffer {
  const bytes = Buffer.allocUnsafe(RECORD_BYTES);
  bytes.writeUInt32BE(record.createdAt, 0);
  bytes.writeUInt32BE(record.lastSeenAt, 4);
  return bytes;
}

export const unpackRecord = (bytes: Buffer): SessionRecord => ({
  createdAt: bytes.readUInt32BE(0),
  lastSeenAt: bytes.readUInt32BE(4),
});

/** Both limits in seconds. A session ends at whichever comes first. */
export class Lifetimes {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
  /** A session seen again within this time is not written again, so that reading does not cost a write each time. */
  readonly touchAfterSeconds: number;

  constructor(settings: { readonly SESSION_IDLE_TTL: number; readonly SESSION_ABSOLUTE_TTL: number }) {
    this.idleSeconds = settings.SESSION_IDLE_TTL;
    this.absoluteSeconds = settings.SESSION_ABSOLUTE_TTL;
    this.touchAfterSeconds = Math.min(60, Math.ceil(this.idleSeconds / 10));
  }

  /** When the session ends if nobody comes back, in seconds since the epoch. */
  endOf(record: SessionRecord): number {
    return Math.min(record.createdAt + this.absoluteSeconds, record.lastSeenAt + this.idleSeconds);
  }

  isOver(record: SessionRecord, nowSeconds: number): boolean {
    return this.endOf(record) <= nowSeconds;
  }

  isDue(record: SessionRecord, nowSeconds: number): boolean {
    return nowSeconds - record.lastSeenAt >= this.touchAfterSeconds;
  }
}

/** Whole seconds since the epoch. */
export const inSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
