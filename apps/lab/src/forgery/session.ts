import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** A member's id as its sixteen bytes. */
export const bytesOf = (memberId: string): Buffer => Buffer.from(memberId.replaceAll('-', ''), 'hex');

/** When a login was made and last seen: now, twice, in seconds since the epoch. */
export function twoTimes(): Buffer {
  const bytes = Buffer.alloc(8);
  const nowSeconds = Math.floor(Date.now() / 1000);
  bytes.writeUInt32BE(nowSeconds, 0);
  bytes.writeUInt32BE(nowSeconds, 4);
  return bytes;
}

/** Writes a login of this member straight into Redis, as the shop itself would. @returns the session id that opens it */
export async function plantSession(memberId: string, redisUrl: string): Promise<string> {
  const [member, secret] = [bytesOf(memberId), randomBytes(32)];
  const key = Buffer.concat([Buffer.from('s:'), member]);
  await send(redisUrl, [Buffer.from('HSET'), key, createHash('sha256').update(secret).digest(), twoTimes()]);
  return Buffer.concat([member, secret]).toString('base64url');
}

/** How long Redis may take, in milliseconds. */
const PATIENCE_MS = 2000;

/** One command of bytes, as Redis reads them from the wire. @throws Error when Redis refuses it or does not answer */
async function send(redisUrl: string, command: readonly Buffer[]): Promise<void> {
  const { hostname, port } = new URL(redisUrl);
  const parts = command.flatMap((part) => [Buffer.from(`$${part.length}\r\n`), part, Buffer.from('\r\n')]);
  const socket = connect({ host: hostname, port: Number(port || 6379), timeout: PATIENCE_MS });
  try {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      socket.once('data', resolve).once('error', reject);
      socket.once('timeout', () => reject(new Error('Redis does not answer')));
      socket.write(Buffer.concat([Buffer.from(`*${command.length}\r\n`), ...parts]));
    });
    if (answer[0] === '-'.charCodeAt(0)) throw new Error(answer.toString().trim());
  } finally {
    socket.destroy();
  }
}
