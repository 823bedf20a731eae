import { Command } from 'ioredis';

/** The bytes of RESP around a key of 18 bytes and a field of 32. */
const HEAD = Buffer.from('*3\r\n$4\r\nhget\r\n$18\r\n');
const MIDDLE = Buffer.from('\r\n$32\r\n');
const END = Buffer.from('\r\n');

/** `HGET` of a session's record, written as a whole: of arguments that are bytes ioredis makes nine pieces first, 5 of 34 µs a request. */
export class LookUp extends Command {
  /** @param key 18 bytes @param hash 32 bytes */
  constructor(
    private readonly key: Buffer,
    private readonly hash: Buffer,
  ) {
    super('hget', [key, hash], { replyEncoding: null });
  }

  override toWritable(): Buffer {
    return Buffer.concat([HEAD, this.key, MIDDLE, this.hash, END]);
  }
}
