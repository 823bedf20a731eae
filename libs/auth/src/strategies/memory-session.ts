/*
 * Works by:    a session id in a cookie, looked up in the memory of the very process that made it. A control.
 * Shares:      nothing: no other process knows the session.
 * Revocation:  at once, in this process.
 * Fails when:  the next request reaches another process, or this one restarts.
 * Choose it:   never with more than one process. An experiment across services in which this one passes measures something else.
 */
import { z } from 'zod';
import {
  type SessionAddress,
  addressOf,
  newSessionId,
  packMember,
  unpackMember,
} from '../session/session-id.js';
import { Lifetimes, type SessionRecord, inSeconds } from '../session/session-record.js';
import { idleBeyondAbsolute, idleWithinAbsolute, sessionLifetimes } from '../settings.js';
import {
  type Issuer,
  type IssuerSide,
  type State,
  type Tools,
  type Verifier,
  type Versioned,
  defineStrategy,
} from '../strategy.js';

const settings = z.object(sessionLifetimes).refine(idleWithinAbsolute, idleBeyondAbsolute);

export const memorySession = defineStrategy({
  claims: {
    carrier: 'cookie',
    clientHolds: 'session id cookie',
    stateLives: 'the memory of the process that made it',
    perRequest: 'to be that very process',
    sharedAcrossServices: false,
    revocation: 'at-once-in-this-process',
    survives: ['store', 'member'],
    cart: 'in the session',
  },
  settings: { verifier: settings, issuer: settings },
  forVerifier: async (settings, tools) => inMemory(new Lifetimes(settings), tools),
  forIssuer: async (settings, tools) => inMemory(new Lifetimes(settings), tools),
});

interface Session {
  readonly memberId: string;
  record: SessionRecord;
  state: Versioned;
}

/** By the hash of the id's secret. */
type Sessions = Map<string, Session>;

function inMemory(lifetimes: Lifetimes, tools: Tools): IssuerSide {
  const sessions: Sessions = new Map();
  return {
    verifier: verifierOf(sessions, lifetimes, tools),
    issuer: issuerOf(sessions, lifetimes, tools),
    state: stateOf(sessions),
  };
}

const keyOf = ({ hash }: SessionAddress): string => hash.toString('base64url');

function find(sessions: Sessions, credential: string): Session | undefined {
  const address = addressOf(credential);
  const session = address && sessions.get(keyOf(address));
  return session?.memberId === address?.memberId ? session : undefined;
}

function verifierOf(sessions: Sessions, lifetimes: Lifetimes, { now }: Tools): Verifier {
  return {
    verify(credential) {
      if (!addressOf(credential)) return { ok: false, refusal: 'malformed' };
      const session = find(sessions, credential);
      if (!session) return { ok: false, refusal: 'unknown' };
      const nowSeconds = inSeconds(now());
      if (lifetimes.isOver(session.record, nowSeconds)) return { ok: false, refusal: 'expired' };
      session.record = { ...session.record, lastSeenAt: nowSeconds };
      return { ok: true, identity: { memberId: session.memberId } };
    },
  };
}

function issuerOf(sessions: Sessions, lifetimes: Lifetimes, { now }: Tools): Issuer {
  const of = (memberId: string) => [...sessions].filter(([, session]) => session.memberId === memberId);
  return {
    async issue({ memberId }) {
      const { id, address } = newSessionId(memberId);
      const nowSeconds = inSeconds(now());
      for (const [key, { record }] of sessions)
        if (lifetimes.isOver(record, nowSeconds)) sessions.delete(key);
      sessions.set(keyOf(address), {
        memberId: unpackMember(packMember(memberId)),
        record: { createdAt: nowSeconds, lastSeenAt: nowSeconds },
        state: { version: 0 },
      });
      return { value: id, expiresInSeconds: lifetimes.absoluteSeconds };
    },
    async revoke(credential) {
      const address = addressOf(credential);
      if (address) sessions.delete(keyOf(address));
    },
    async revokeAll({ memberId }) {
      for (const [key] of of(memberId)) sessions.delete(key);
    },
    devices: {
      list: async ({ memberId }, credential) => {
        const current = find(sessions, credential);
        return of(memberId).map(([id, session]) => ({ id, ...session.record, current: session === current }));
      },
      revoke: async ({ memberId }, id) => sessions.get(id)?.memberId === memberId && sessions.delete(id),
    },
  };
}

function stateOf(sessions: Sessions): State {
  return {
    read: async (credential) => find(sessions, credential)?.state,
    async write(credential, value, version) {
      const session = find(sessions, credential);
      if (!session) return { written: false, because: 'gone' };
      if (session.state.version !== version) return { written: false, because: 'conflict' };
      session.state = { value: structuredClone(value), version: version + 1 };
      return { written: true };
    },
  };
}
