import { createHash } from 'node:crypto';

/**
 * Names a secret by twelve characters of its hash (9 bytes as base64url), so that services which share a secret name it alike without
 * being told a name.
 */
export const keyIdOfSecret = (secret: string): string =>
  createHash('sha256').update('doorman key id:').update(secret).digest('base64url').slice(0, 12);
