/*
 * Works by:    a random session id in a cookie, looked up once in the shared Redis, then in a local copy that Redis itself invalidates.
 * Shares:      the Redis.
 * Revocation:  when the invalidation arrives, milliseconds after logout; 450 ms later at most if the announcing connection is silently
 *              dead (under default settings), and SESSION_GRACE_MS at most for a service that is cut off from Redis altogether.
 * Fails when:  Redis does, for longer than the grace: sessions seen before go on until then, new ones are 503 from the start.
 * Choose it:   when logging out has to mean something and a look-up for every request is too much.
 */
import { z } from 'zod';
import { asked, closeRedis, openRedis, refuseEviction } from '../redis.js';
import { CachedVerifier, memberKeyOf } from '../session/cached-verifier.js';
import { Invalidations } from '../session/invalidations.js';
import { RedisSessions } from '../session/redis-sessions.js';
import { SessionCopies } from '../session/session-copies.js';
import { addressOf, packMember } from '../session/session-id.js';
import { SessionClock } from '../session/session-clock.js';
import { Lifetimes } from '../session/session-record.js';
import { sessionIssuer, sessionState } from '../session/session-strategy.js';
import {
  count,
  idleBeyondAbsolute,
  idleWithinAbsolute,
  milliseconds,
  redisUrl,
  sessionLifetimes,
  storeTimeout,
} from '../settings.js';
import { type Issuer, type Tools, type VerifierSide, defineStrategy } from '../strategy.js';

const settings = z
  .object({
    REDIS_URL: redisUrl.refine(
      (url) => !url.includes('+cluster:'),
      'names a Cluster: cached-session follows the announcements of one primary, so give redis:// or redis+sentinel://',
    ),
    STORE_TIMEOUT_MS: storeTimeout,
    /** How long copies are used while Redis does not answer. */
    SESSION_GRACE_MS: milliseconds(30_000),
    /** How many copies a process keeps; one takes about 400 bytes. */
    SESSION_COPIES_MAX: count(100_000),
    ...sessionLifetimes,
  })
  .refine(idleWithinAbsolute, idleBeyondAbsolute);

type Settings = z.infer<typeof settings>;

export const cachedSession = defineStrategy<Settings, Settings>({
  claims: {
    carrier: 'cookie',
    clientHolds: 'session id cookie',
    stateLives: 'shared Redis, plus a local copy that Redis itself invalidates',
    perRequest: 'nothing while the copy is valid',
    sharedAcrossServices: true,
    revocation: 'on-invalidation',
    survives: ['store', 'member'],
    cart: 'in the session',
  },
  settings: { verifier: settings, issuer: settings },

  async forVerifier(settings, tools) {
    return (await open(settings, tools)).side;
  },

  async forIssuer(settings, tools) {
    const { side, sessions, copies, lifetimes, clock } = await open(settings, tools);
    return { ...side, issuer: droppingOwnCopies(sessionIssuer(sessions, lifetimes, clock), copies) };
  },
});

async function open(settings: Settings, tools: Tools) {
  const redis = await openRedis(settings);
  try {
    await refuseEviction(redis);
    const lifetimes = new Lifetimes(settings);
    const clock = new SessionClock(redis, lifetimes, tools);
    await clock.confirmedSeconds();
    const copies = new SessionCopies(settings.SESSION_COPIES_MAX);
    const sessions = new RedisSessions(redis, lifetimes);
    const invalidations = await Invalidations.of(redis, settings, {
      restarted: () => copies.dropAll(),
      invalidated: (keys) =>
        keys ? keys.forEach((key) => copies.drop(memberKeyOf(key.subarray(2)))) : copies.dropAll(),
    });
    const graceMs = settings.SESSION_GRACE_MS;
    const verifier = new CachedVerifier({ sessions, copies, invalidations, clock, graceMs });
    const side: VerifierSide = {
      verifier,
      state: sessionState(sessions),
      ready: async () => void (await asked(redis.ping())),
      gauges: () => ({
        session_copies: copies.size,
        session_copy_age_seconds: verifier.ageMs / 1000,
        session_served_unconfirmed: verifier.servedUnconfirmed,
      }),
      async close() {
        await invalidations.close();
        await closeRedis(redis);
      },
    };
    return { side, sessions, copies, lifetimes, clock };
  } catch (problem) {
    await closeRedis(redis);
    throw problem;
  }
}

/** Where the logout happens it holds at once: the announcement of one's own write would come a moment later. */
function droppingOwnCopies(issuer: Issuer, copies: SessionCopies): Issuer {
  const { devices } = issuer;
  return {
    ...issuer,
    async revoke(credential) {
      await issuer.revoke(credential);
      const address = addressOf(credential);
      if (address) copies.drop(memberKeyOf(address.member));
    },
    async revokeAll(member) {
      await issuer.revokeAll(member);
      copies.drop(memberKeyOf(packMember(member.memberId)));
    },
    ...(devices && {
      devices: {
        list: devices.list,
        async revoke(member, id) {
          const revoked = await devices.revoke(member, id);
          copies.drop(memberKeyOf(packMember(member.memberId)));
          return revoked;
        },
      },
    }),
  };
}
