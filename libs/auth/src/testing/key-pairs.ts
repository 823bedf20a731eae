import { type KeyObject, generateKeyPairSync } from 'node:crypto';

const pem = (key: KeyObject, type: 'pkcs8' | 'spki') => key.export({ format: 'pem', type }).toString();

const asPem = ({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }) => ({
  privateKey: pem(privateKey, 'pkcs8'),
  publicKey: pem(publicKey, 'spki'),
});

/** For ES256, both halves as PEM. */
export const newEcKeyPair = (namedCurve = 'P-256') => asPem(generateKeyPairSync('ec', { namedCurve }));

/** For RS256, both halves as PEM. */
export const newRsaKeyPair = (modulusLength = 2048) => asPem(generateKeyPairSync('rsa', { modulusLength }));
