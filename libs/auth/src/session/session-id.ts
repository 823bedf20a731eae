import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { LookUpBytes } from './look-up.js';

const MEMBER_BYTES = 16;
const SECRET_BYTES = 32;
const LENGTH = ((MEMBER_BYTES + SECRET_BYTES) / 3) * 4;
const FORM = new RegExp(`^[A-Za-z0-9_-]{${LENGTH}}$`);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Where a session is found: its member, and the hash of the secret that only the client holds. */
export interface SessionAddress {
  /** 16 bytes. */
  readonly member: Buffer;
  /** The same as a UUID. */
  readonly memberId: string;
  /** SHA-256 of the secret, 32 bytes. A store that leaks gives away no session. */
  readonly hash: Buffer;
  /** How Redis is asked for it, from the first time on. */
  lookUp: LookUpBytes | undefined;
}

/**
 * A session id is 48 bytes as base64url: the member's id, which says where to look, then 256 random bits, which are the
 * secret (OWASP asks for 64 at least). The member's id in front is what lets all logins of a member share one key.
 */
export function newSessionId(memberId: string): { readonly id: string; readonly address: SessionAddress } {
  const member = packMember(memberId);
  const secret = randomBytes(SECRET_BYTES);
  return {
    id: Buffer.concat([member, secret]).toString('base64url'),
    address: addressAt(member, secret),
  };
}

/**
 * Worked out once and remembered: hashing costs as much as half a look-up in Redis, and an address never changes. Whether there is a session
 * at it is for the store to say.
 * @returns undefined when this cannot be a session id of ours
 */
export function addressOf(id: string): SessionAddress | undefined {
  const known = addresses.get(id);
  if (known) return known;
  if (!FORM.test(id)) return undefined;
  const bytes = Buffer.from(id, 'base64url');
  const address = addressAt(bytes.subarray(0, MEMBER_BYTES), bytes.subarray(MEMBER_BYTES));
  addresses.set(id, address);
  return address;
}

const addressAt = (member: Buffer, secret: Buffer): SessionAddress => ({
  member,
  memberId: unpackMember(member),
  hash: sha256(secret),
  lookUp: undefined,
});

/** One takes about 1,100 bytes. */
const ADDRESSES_MAX = 20_000;

const addresses = new LRUCache<string, SessionAddress>({ max: ADDRESSES_MAX });

/** @throws TypeError when the id is not a UUID */
export function packMember(memberId: string): Buffer {
  if (!UUID.test(memberId)) throw new TypeError('A member id must be a UUID');
  return Buffer.from(memberId.replaceAll('-', ''), 'hex');
}

export function unpackMember(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
