/*
 * Works by:    an access token of minutes (JWT, HS256), and a refresh token that buys the next one, once: rotated in Redis at every use.
 * Shares:      ACCESS_TOKEN_SECRET; the Redis is member's alone, unless REVOCATION_FEED=on has every service follow a stream there.
 * Revocation:  of the refresh token at once, of the access token at expiry; with the feed on milliseconds after logout, or as soon as a
 *              service that was cut off reaches Redis again. A spent refresh token that turns up again ends its login.
 * Fails when:  Redis does: nobody logs in or refreshes, so who is logged in stays so for what is left of an access token.
 * Choose it:   when being answered during outages matters, and logins must end within minutes, or at once while Redis is there.
 */
import { z } from 'zod';
import { JwtSigner, jwtVerifier } from '../passport/jwt.js';
import { SecretKeys } from '../passport/secret-keys.js';
import { type RedisSettings, asked, closeRedis, openRedis, refuseEviction } from '../redis.js';
import { Families } from '../refresh/families.js';
import { familyIssuer } from '../refresh/family-issuer.js';
import { RevocationFeed } from '../revocation/revocation-feed.js';
import {
  idleBeyondAbsolute,
  idleWithinAbsolute,
  redisUrl,
  seconds,
  secret,
  sessionLifetimes,
  storeTimeout,
} from '../settings.js';
import { type Tools, type VerifierSide, defineStrategy } from '../strategy.js';

const secrets = {
  ACCESS_TOKEN_SECRET: secret,
  /** Accepted, never signed with: the other secret while secrets are being changed. */
  ACCESS_TOKEN_SECRET_PREVIOUS: secret.optional(),
};
const redis = { REDIS_URL: redisUrl, STORE_TIMEOUT_MS: storeTimeout };
const redisOfFeed = {
  ...redis,
  REDIS_URL: redisUrl.refine(
    (url) => !url.includes('+cluster:'),
    'names a Cluster: a login is ended and announced in one step, on one node, so give redis:// or redis+sentinel://, or REVOCATION_FEED=off',
  ),
};
const lifetimes = { ACCESS_TOKEN_TTL: seconds(300), ...sessionLifetimes };

const feedOff = { REVOCATION_FEED: z.literal('off').default('off') };
const feedOn = { REVOCATION_FEED: z.literal('on') };

const verifierSettings = z.discriminatedUnion(
  'REVOCATION_FEED',
  [z.object({ ...secrets, ...feedOff }), z.object({ ...secrets, ...redisOfFeed, ...feedOn })],
  'must be on or off',
);
const issuerSettings = z
  .discriminatedUnion(
    'REVOCATION_FEED',
    [
      z.object({ ...secrets, ...redis, ...lifetimes, ...feedOff }),
      z.object({ ...secrets, ...redisOfFeed, ...lifetimes, ...feedOn }),
    ],
    'must be on or off',
  )
  .refine(idleWithinAbsolute, idleBeyondAbsolute)
  .refine((settings) => settings.ACCESS_TOKEN_TTL < settings.SESSION_IDLE_TTL, {
    path: ['ACCESS_TOKEN_TTL'],
    message: 'is not shorter than SESSION_IDLE_TTL: a login would have ended before its first refresh',
  });

type VerifierSettings = z.infer<typeof verifierSettings>;
type IssuerSettings = z.infer<typeof issuerSettings>;

export const refreshedJwt = defineStrategy<VerifierSettings, IssuerSettings>({
  claims: {
    carrier: 'bearer',
    clientHolds: 'access token of minutes + rotating refresh token',
    stateLives: 'client, refresh family in Redis',
    perRequest: 'the secret',
    sharedAcrossServices: true,
    revocation: 'at-expiry',
    survives: ['store', 'member'],
    cart: "order's database",
  },
  settings: { verifier: verifierSettings, issuer: issuerSettings },

  async forVerifier(settings, tools) {
    const feed = settings.REVOCATION_FEED === 'on' ? await RevocationFeed.open(settings, tools) : undefined;
    return side(new SecretKeys(settings), feed, tools);
  },

  async forIssuer(settings, tools) {
    const connection = await openFit(settings);
    const feed = settings.REVOCATION_FEED === 'on' ? await RevocationFeed.open(settings, tools) : undefined;
    const keys = new SecretKeys(settings);
    const checking = side(keys, feed, tools);
    const { id, key } = keys.current;
    const families = new Families(connection, {
      idleSeconds: settings.SESSION_IDLE_TTL,
      absoluteSeconds: settings.SESSION_ABSOLUTE_TTL,
      accessTokenSeconds: settings.ACCESS_TOKEN_TTL,
      announced: feed !== undefined,
    });
    const parts = {
      families,
      signer: new JwtSigner(key, id, 'HS256', settings.ACCESS_TOKEN_TTL, tools),
      verifier: checking.verifier,
      absoluteSeconds: settings.SESSION_ABSOLUTE_TTL,
      // Where the logout happens it holds at once: the announcement would come a moment later.
      onEnded: (sid: string, nowMs: number) => feed?.logins.add(sid, families.announcementEndsAt(nowMs)),
    };
    return {
      ...checking,
      issuer: familyIssuer(parts, tools),
      ready: async () => void (await asked(connection.ping())),
      async close() {
        await checking.close?.();
        await closeRedis(connection);
      },
    };
  },
});

async function openFit(settings: RedisSettings) {
  const connection = await openRedis(settings);
  try {
    await refuseEviction(connection);
    return connection;
  } catch (problem) {
    await closeRedis(connection);
    throw problem;
  }
}

/** A service that only checks is ready without Redis: it answers from what it knows. */
function side(keys: SecretKeys, feed: RevocationFeed | undefined, tools: Tools): VerifierSide {
  const findKey = (keyId: string | undefined) => keys.find(keyId);
  if (!feed) return { verifier: jwtVerifier({ algorithms: ['HS256'], findKey }, tools) };
  const isRevoked = ({ sid }: { readonly sid?: string }) => sid !== undefined && feed.logins.has(sid);
  return {
    verifier: jwtVerifier({ algorithms: ['HS256'], findKey, isRevoked }, tools),
    gauges: () => feed.gauges(),
    close: async () => feed.close(),
  };
}
