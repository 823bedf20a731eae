import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

export type Environment = Readonly<Record<string, string>>;

/** Settings of ours that the services get as they are, an empty or unfit one too: they say best what is wrong with it. */
const handedOn = [
  'ACCESS_TOKEN_SECRET',
  'ACCESS_TOKEN_SECRET_PREVIOUS',
  'ACCESS_TOKEN_TTL',
  'SESSION_IDLE_TTL',
  'SESSION_ABSOLUTE_TTL',
  'CREDENTIAL_CARRIER',
  'REVOCATION_FEED',
  'STORE_TIMEOUT_MS',
  'SERVICE_TOKEN',
  'LOG_LEVEL',
];

/** The same, for the service that logs in alone: no other is given a private key. */
const handedOnToMember = [
  'ACCESS_TOKEN_PRIVATE_KEY',
  'ACCESS_TOKEN_PRIVATE_KEY_FILE',
  'ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS',
  'ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS_FILE',
];

/** What a process needs of its surroundings. NODE_ENV and NODE_OPTIONS are left out: they are ours, not the services'. */
const surroundings = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG'];

/** Where Node, from 22.1 on, keeps compiled code from one start to the next; Node 20 takes no notice. */
const compileCache = fileURLToPath(new URL('../../../../node_modules/.cache/doorman', import.meta.url));

const secret = () => randomBytes(48).toString('base64url');

const pick = (names: readonly string[]): Environment =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** What the services of a shop are given, wherever they run: random secrets, then our own settings, then `overrides`. */
export function shopSettings(strategy: string, redisUrl: string, overrides: Environment): Environment {
  return {
    // Nobody spreads requests over these services who would have to be told first.
    SHUTDOWN_DELAY_MS: '0',
    ACCESS_TOKEN_SECRET: secret(),
    SERVICE_TOKEN: secret(),
    AUTH_STRATEGY: strategy,
    REDIS_URL: redisUrl,
    ...pick(handedOn),
    ...overrides,
  };
}

/** The same for processes of this machine. */
export function sharedSettings(strategy: string, redisUrl: string, overrides: Environment): Environment {
  return {
    ...pick(surroundings),
    NODE_COMPILE_CACHE: compileCache,
    HOST: '127.0.0.1',
    ...shopSettings(strategy, redisUrl, overrides),
  };
}

/** What all member services of a topology are given beyond that: our own keys, else one made for it. */
export function memberSettings(): Environment {
  const own = pick(handedOnToMember);
  const isGiven = own.ACCESS_TOKEN_PRIVATE_KEY ?? own.ACCESS_TOKEN_PRIVATE_KEY_FILE;
  return isGiven === undefined ? { ...own, ACCESS_TOKEN_PRIVATE_KEY: privateKey() } : own;
}

/** For ES256, as PEM. */
const privateKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();
