import { type JsonWebKey, type KeyObject, createHash } from 'node:crypto';

/** What a key signs with is a property of the key, so that no setting can contradict it. */
export type KeyAlgorithm = 'ES256' | 'RS256';

export const KEY_ALGORITHMS: KeyAlgorithm[] = ['ES256', 'RS256'];

/** RFC 7518 section 3.3. */
const RSA_BITS_MIN = 2048;

/** A key that tokens are checked with, and the name that they call it by. */
export interface PublicKey {
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  readonly key: KeyObject;
}

/** RFC 7517 section 5, with public keys alone. */
export interface JsonWebKeySet {
  readonly keys: readonly JsonWebKey[];
}

/** @returns undefined for a key that neither algorithm takes */
export function publicKeyOf(key: KeyObject): PublicKey | undefined {
  const algorithm = algorithmOf(key);
  return algorithm && { id: thumbprint(key), algorithm, key };
}

export const jsonWebKeyOf = ({ id, algorithm, key }: PublicKey): JsonWebKey => ({
  ...key.export({ format: 'jwk' }),
  kid: id,
  alg: algorithm,
  use: 'sig',
});

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): KeyAlgorithm | undefined {
  const { namedCurve, modulusLength = 0 } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256';
  if (asymmetricKeyType === 'rsa' && modulusLength >= RSA_BITS_MIN) return 'RS256';
  return undefined;
}

/** RFC 7638, in full: whoever has the key can say its name, so the services need not agree on names. */
function thumbprint(key: KeyObject): string {
  const { crv, e, kty, n, x, y } = key.export({ format: 'jwk' });
  // The required members alone, in the order of their names; JSON leaves those of the other type out.
  return createHash('sha256').update(JSON.stringify({ crv, e, kty, n, x, y })).digest('base64url');
}
