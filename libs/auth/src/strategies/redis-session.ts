/*
 * Works by:    a random session id in a cookie, looked up in one Redis that every service asks.
 * Shares:      the Redis.
 * Revocation:  at once, everywhere: logout removes the session, and every request looks.
 * Fails when:  Redis does. Every request with a session is then 503, within the time limit, and nobody is logged out.
 * Choose it:   when logging out has to mean something, and one store that must stay up is a price you can pay.
 */
import { z } from 'zod';
import { type RedisConnection, asked, closeRedis, openRedis, refuseEviction } from '../redis.js';
import { RedisSessions } from '../session/redis-sessions.js';
import { SessionClock } from '../session/session-clock.js';
import { Lifetimes } from '../session/session-record.js';
import { sessionIssuer, sessionState, sessionVerifier } from '../session/session-strategy.js';
import {
  idleBeyondAbsolute,
  idleWithinAbsolute,
  redisUrl,
  sessionLifetimes,
  storeTimeout,
} from '../settings.js';
import { type Tools, type VerifierSide, defineStrategy } from '../strategy.js';

const settings = z
  .object({ REDIS_URL: redisUrl, STORE_TIMEOUT_MS: storeTimeout, ...sessionLifetimes })
  .refine(idleWithinAbsolute, idleBeyondAbsolute);

type Settings = z.infer<typeof settings>;

export const redisSession = defineStrategy<Settings, Settings>({
  claims: {
    carrier: 'cookie',
    clientHolds: 'session id cookie',
    stateLives: 'one shared Redis',
    perRequest: 'one Redis look-up',
    sharedAcrossServices: true,
    revocation: 'at-once',
    survives: ['member'],
    cart: 'in the session',
  },
  settings: { verifier: settings, issuer: settings },

  async forVerifier(settings, tools) {
    const { redis, sessions, clock } = await open(settings, tools);
    return side(redis, sessions, clock);
  },

  async forIssuer(settings, tools) {
    const { redis, sessions, lifetimes, clock } = await open(settings, tools);
    return { ...side(redis, sessions, clock), issuer: sessionIssuer(sessions, lifetimes, clock) };
  },
});

async function open(settings: Settings, tools: Tools) {
  const redis = await openRedis(settings);
  try {
    await refuseEviction(redis);
    const lifetimes = new Lifetimes(settings);
    const clock = new SessionClock(redis, lifetimes, tools);
    await clock.confirmedSeconds();
    return { redis, lifetimes, clock, sessions: new RedisSessions(redis, lifetimes) };
  } catch (problem) {
    await closeRedis(redis);
    throw problem;
  }
}

function side(redis: RedisConnection, sessions: RedisSessions, clock: SessionClock): VerifierSide {
  return {
    verifier: sessionVerifier(sessions, clock),
    state: sessionState(sessions),
    async ready() {
      await asked(redis.ping());
    },
    close: () => closeRedis(redis),
  };
}
