import { createHash, randomBytes } from 'node:crypto';

/** RFC 6750 leaves the form to us: 256 random bits as base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const newOpaqueToken = (): string => randomBytes(32).toString('base64url');

/** Whether it can be one of ours; what cannot is not asked about. */
export const isOpaqueToken = (token: string): boolean => TOKEN.test(token);

/**
 * Of the token as it is written, so that no second spelling finds it. No salt and no slow hash: 256 random bits are not guessed.
 * @returns 32 bytes
 */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
