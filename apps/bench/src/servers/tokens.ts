import { type KeyObject, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Headers } from '../subjects/subject.js';

/** Given to peers as their documentation shows it, as a string; as long as HS256 wants it (RFC 7518 section 3.2). */
export const SECRET = randomBytes(48).toString('base64url');

const LIFETIME_SECONDS = 12 * 3600;
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
/** A key id as long as ours. */
const header = encode({ alg: 'HS256', typ: 'JWT', kid: randomBytes(9).toString('base64url') });

/** A token with the claims of ours, so that everybody is sent as many bytes. */
function token(secret: string | KeyObject): string {
  const iat = Math.floor(Date.now() / 1000);
  const lives = { iat, exp: iat + LIFETIME_SECONDS };
  const claims = { sub: randomUUID(), ...lives, jti: randomUUID(), aud: 'doorman', iss: 'doorman' };
  const signed = `${header}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A cookie as long as a session id of ours for each of so many members. */
export const cookies = (members: number): Headers[] =>
  Array.from({ length: members }, () => ({ cookie: `doorman=${randomBytes(48).toString('base64url')}` }));

/** A bearer token for each of so many members. */
export const bearers = (members: number): Headers[] =>
  Array.from({ length: members }, () => ({ authorization: `Bearer ${token(SECRET)}` }));
