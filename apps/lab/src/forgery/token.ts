import { type KeyObject, createHmac, randomUUID, sign } from 'node:crypto';

/** What makes the signature: a shared secret (HS256), a private key, or nothing at all. */
export type Signer =
  | { readonly algorithm: 'HS256'; readonly key: string | Buffer }
  | { readonly algorithm: 'ES256' | 'RS256'; readonly key: KeyObject }
  | { readonly algorithm: 'none' };

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/**
 * A token as the shop's own look (RFC 7519), made by hand: the laboratory knows of the shop what an attacker would.
 * @param more further claims
 */
export function makeToken(
  memberId: string,
  signer: Signer,
  keyId?: string,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const header = { alg: signer.algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) };
  const claims = {
    sub: memberId,
    iat: nowSeconds,
    exp: nowSeconds + 300,
    jti: randomUUID(),
    iss: 'doorman',
    aud: 'doorman',
    ...more,
  };
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${signatureOf(signed, signer).toString('base64url')}`;
}

function signatureOf(signed: string, signer: Signer): Buffer {
  switch (signer.algorithm) {
    case 'HS256':
      return createHmac('sha256', signer.key).update(signed).digest();
    case 'ES256':
    case 'RS256':
      return sign('sha256', Buffer.from(signed), { key: signer.key, dsaEncoding: 'ieee-p1363' });
    case 'none':
      return Buffer.alloc(0);
  }
}
