import { createCipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { bytesOf, twoTimes } from './session.js';

/** A sealed cookie as the shop's own are, made by hand from the secret that the services share. */
export function sealCookie(memberId: string, secret: string): string {
  const keyId = createHash('sha256').update('doorman key id:').update(secret).digest().subarray(0, 9);
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'doorman sealed-cookie aes-256-gcm', 32));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(keyId);
  const plain = Buffer.concat([bytesOf(memberId), twoTimes(), Buffer.alloc(4)]);
  const sealed = [keyId, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}
