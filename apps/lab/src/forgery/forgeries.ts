import {
  type JsonWebKey,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { StrategyName } from '@doorman/auth';
import type { Environment } from '../topology/settings.js';
import { sealCookie } from './sealed-cookie.js';
import { plantSession } from './session.js';
import { type Signer, makeToken } from './token.js';

/** A credential that nobody was given, and how it was made. */
export interface Forgery {
  readonly how: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Somebody who knows whose name to use, where the shop is, and what one of its services was given. */
export interface Attacker {
  readonly victimId: string;
  readonly memberUrl: string;
  readonly settings: Environment;
}

type Forger = (attacker: Attacker) => Promise<readonly Forgery[]>;

const bearer = (how: string, token: string): Forgery => ({
  how,
  headers: { authorization: `Bearer ${token}` },
});
const cookie = (how: string, value: string): Forgery => ({ how, headers: { cookie: `doorman=${value}` } });

const withSharedSecret: Forger = async ({ victimId, settings: { ACCESS_TOKEN_SECRET: key = '' } }) => [
  bearer('signed with ACCESS_TOKEN_SECRET', makeToken(victimId, { algorithm: 'HS256', key })),
];

const withRedis: Forger = async ({ victimId, settings: { REDIS_URL = '' } }) => [
  cookie('a session written into Redis', await plantSession(victimId, REDIS_URL)),
];

/** The known ways to pass for the owner of a private key that one does not have; and the honest one, for who has it. */
const withKeys: Forger = async ({ victimId, memberUrl, settings }) => {
  const { kid, pem } = await publishedKey(memberUrl);
  const token = (how: string, signer: Signer) => bearer(how, makeToken(victimId, signer, kid));
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const { ACCESS_TOKEN_SECRET: secret } = settings;
  const owned = privateKeyIn(settings);
  return [
    token('signed with a key of their own', { algorithm: 'ES256', key: stranger }),
    token('not signed', { algorithm: 'none' }),
    token('HS256 with the public key', { algorithm: 'HS256', key: pem }),
    ...(secret ? [token('HS256 with ACCESS_TOKEN_SECRET', { algorithm: 'HS256', key: secret })] : []),
    ...(owned ? [token('signed with the private key', owned)] : []),
  ];
};

function privateKeyIn(settings: Environment): Signer | undefined {
  const { ACCESS_TOKEN_PRIVATE_KEY: text, ACCESS_TOKEN_PRIVATE_KEY_FILE: file } = settings;
  if (!text && !file) return undefined;
  const key = createPrivateKey(text ? text.replaceAll('\\n', '\n') : readFileSync(file ?? ''));
  return { algorithm: key.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256', key };
}

/** The key that everybody may have, and the name that its tokens call it by. */
async function publishedKey(memberUrl: string): Promise<{ readonly kid: string; readonly pem: string }> {
  const response = await fetch(`${memberUrl}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: readonly (JsonWebKey & { readonly kid: string })[] };
  const [key] = keys;
  if (!key) throw new Error('member publishes no key');
  const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return { kid: key.kid, pem: pem.toString() };
}

const withServiceToken: Forger = async ({ victimId, settings: { SERVICE_TOKEN = '' } }) => [
  bearer('a token of their own', randomBytes(32).toString('base64url')),
  bearer('SERVICE_TOKEN itself', SERVICE_TOKEN),
  bearer("the member's id", victimId),
];

/** How an attacker goes about passing for the victim, by strategy. */
export const forgers: Partial<Record<StrategyName, Forger>> = {
  'sealed-cookie': async ({ victimId, settings: { ACCESS_TOKEN_SECRET = '' } }) => [
    cookie('sealed with ACCESS_TOKEN_SECRET', sealCookie(victimId, ACCESS_TOKEN_SECRET)),
  ],
  'replicated-session': withRedis,
  'redis-session': withRedis,
  'cached-session': withRedis,
  'opaque-token': withServiceToken,
  'shared-secret-jwt': withSharedSecret,
  'public-key-jwt': withKeys,
  'refreshed-jwt': withSharedSecret,
};

/** Whether the attacker writes into Redis to pass for somebody. */
export const forgesInRedis = (strategy: StrategyName): boolean => forgers[strategy] === withRedis;
