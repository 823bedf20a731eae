import { createHash, createHmac, randomBytes } from 'node:crypto';
import { packMember } from '../session/session-id.js';

const MEMBER_BYTES = 16;
const FAMILY_BYTES = 16;
const SECRET_BYTES = 32;
const FORM = new RegExp(
  `^[A-Za-z0-9_-]{${Math.ceil(((MEMBER_BYTES + FAMILY_BYTES + SECRET_BYTES) * 4) / 3)}}$`,
);

/** Bytes of SHA-256 by which a store knows a family or a secret: nobody finds another input for 128 bits. */
export const HASH_BYTES = 16;

/**
 * A refresh token is 64 bytes as base64url: the member's id, which says where to look; 128 random bits that stay the same as long as
 * the family lives; 256 bits that change with every refresh.
 *
 * The family is named by the hash of its part. Whoever shows that part has held a token of the family, so with a secret that is not the
 * current one it is an older token: none has to be kept to tell it from a guess. Knowing the name alone, which
 * access tokens carry as `sid`, ends nobody's login.
 */
export interface RefreshToken {
  /** 16 bytes. */
  readonly member: Buffer;
  readonly family: Buffer;
  readonly secret: Buffer;
}

export const newRefreshToken = (memberId: string): RefreshToken => ({
  member: packMember(memberId),
  family: randomBytes(FAMILY_BYTES),
  secret: randomBytes(SECRET_BYTES),
});

/** Half of what a successor is made of. Made anew for every refresh. */
export const newSalt = (): Buffer => randomBytes(HASH_BYTES);

/**
 * The one token that follows a spent one. Redis keeps the salt, the client the spent token, and neither is any use without the other: so the
 * same successor can be handed out again without being kept anywhere. No key of ours goes into it, so that
 * changing `ACCESS_TOKEN_SECRET` ends no login, and services that hold that secret can make no refresh token.
 */
export const successorOf = (spent: RefreshToken, salt: Buffer): RefreshToken => ({
  ...spent,
  secret: createHmac('sha256', salt).update(spent.secret).digest(),
});

export const writeRefreshToken = ({ member, family, secret }: RefreshToken): string =>
  Buffer.concat([member, family, secret]).toString('base64url');

/** @returns undefined when this cannot be a refresh token of ours */
export function readRefreshToken(token: string): RefreshToken | undefined {
  if (!FORM.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const secretAt = MEMBER_BYTES + FAMILY_BYTES;
  return {
    member: bytes.subarray(0, MEMBER_BYTES),
    family: bytes.subarray(MEMBER_BYTES, secretAt),
    secret: bytes.subarray(secretAt),
  };
}

export const familyIdOf = ({ family }: RefreshToken): Buffer => shortHash(family);
export const hashOf = ({ secret }: RefreshToken): Buffer => shortHash(secret);

const shortHash = (bytes: Buffer): Buffer =>
  createHash('sha256').update(bytes).digest().subarray(0, HASH_BYTES);
