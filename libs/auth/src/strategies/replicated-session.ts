/*
 * Works by:    a random session id in a cookie, looked up in a Redis replica beside the service; writes go to the one primary.
 * Shares:      the primary, from which Redis copies every session to every replica.
 * Revocation:  after replication, usually a millisecond; longer when a replica lags or is cut off.
 * Fails when:  the replica beside the service does. Without the primary nobody logs in or out, and everybody known stays known.
 * Choose it:   when services must go on answering without the central store, and a late logout is better than a 503.
 *
 * Right after a login the replica may not have it yet. So a replica's "no" is not believed: the primary is asked before a session is refused, and
 * when it does not answer either, that is 503 and not 401. State is read from the primary, so that everybody reads what they wrote.
 */
import { z } from 'zod';
import { asked, closeRedis, openRedis, refuseEviction } from '../redis.js';
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
import { type Tools, defineStrategy } from '../strategy.js';

const settings = z
  .object({
    REDIS_URL: redisUrl,
    /** The copy beside this service. */
    REDIS_REPLICA_URL: redisUrl,
    STORE_TIMEOUT_MS: storeTimeout,
    ...sessionLifetimes,
  })
  .refine(idleWithinAbsolute, idleBeyondAbsolute);

type Settings = z.infer<typeof settings>;

export const replicatedSession = defineStrategy<Settings, Settings>({
  claims: {
    carrier: 'cookie',
    clientHolds: 'session id cookie',
    stateLives: 'a copy beside every service (Redis replicas: each service reads its own)',
    perRequest: 'its own replica',
    sharedAcrossServices: true,
    revocation: 'after-replication',
    survives: ['store', 'member'],
    cart: 'in the session',
  },
  settings: { verifier: settings, issuer: settings },

  forVerifier: async (settings, tools) => (await open(settings, tools)).side,

  async forIssuer(settings, tools) {
    const { side, primary, lifetimes, clock } = await open(settings, tools);
    return { ...side, issuer: sessionIssuer(primary, lifetimes, clock) };
  },
});

async function open(settings: Settings, tools: Tools) {
  const lifetimes = new Lifetimes(settings);
  const connections = await openBoth(settings);
  // The primary's: a replica beside the service may have the same wrong clock.
  const clock = new SessionClock(connections.primary, lifetimes, tools);
  const primary = new RedisSessions(connections.primary, lifetimes);
  const replica = new RedisSessions(connections.replica, lifetimes);
  const sessions = {
    find: async (address: Parameters<RedisSessions['find']>[0]) =>
      (await replica.find(address)) ?? (await primary.find(address)),
    touch: primary.touch.bind(primary),
  };
  const side = {
    verifier: sessionVerifier(sessions, clock),
    state: sessionState(primary),
    ready: async () => void (await asked(connections.replica.ping())),
    close: async () => void (await Promise.all(Object.values(connections).map(closeRedis))),
  };
  return { side, primary, lifetimes, clock };
}

async function openBoth(settings: Settings) {
  const primary = await openRedis(settings);
  try {
    await refuseEviction(primary);
    return { primary, replica: await openRedis({ ...settings, REDIS_URL: settings.REDIS_REPLICA_URL }) };
  } catch (problem) {
    await closeRedis(primary);
    throw problem;
  }
}
