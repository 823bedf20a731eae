import { Command } from 'ioredis';

/** The bytes of RESP around a key of 18 bytes and a field of 32. */
const HEAD = Buffer.from('*3\r\n$4\r\nhget\r\n$18\r\n');
const MIDDLE = Buffer.from('\r\n$32\r\n');
const END = Buffer.from('\r\n');

/** What is asked for one session, the same every time: the arguments, and the whole command as Redis reads it. */
export interface LookUpBytes {
  readonly args: readonly [key: Buffer, hash: Buffer];
  readonly command: Buffer;
}

/** @param key 18 bytes @param hash 32 bytes */
export const lookUpBytes = (key: Buffer, hash: Buffer): LookUpBytes => ({
  args: [key, hash],
  command: Buffer.concat([HEAD, key, MIDDLE, hash, END]),
});

/** `HGET` of a session's record, written as a whole: of arguments that are bytes ioredis makes nine pieces first, 5 of 34 µs a request. */
export class LookUp extends Command {
  constructor(private readonly bytes: LookUpBytes) {
    super('hget', [...bytes.args], { replyEncoding: null });
  }

  override toWritable(): Buffer {
    return this.bytes.command;
  }
}
