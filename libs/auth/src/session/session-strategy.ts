import type { Device, Issuer, State, Verifier } from '../strategy.js';
import type { RedisSessions } from './redis-sessions.js';
import type { SessionClock } from './session-clock.js';
import { type SessionAddress, addressOf, newSessionId, packMember } from './session-id.js';
import type { Lifetimes, SessionRecord } from './session-record.js';

/** Looks the session up, and moves its idle limit now and then, without making the request wait for that. */
export function sessionVerifier(
  sessions: Pick<RedisSessions, 'find' | 'touch'>,
  clock: SessionClock,
): Verifier {
  return {
    async verify(credential) {
      const address = addressOf(credential);
      if (!address) return { ok: false, refusal: 'malformed' };
      const record = await sessions.find(address);
      if (!record) return { ok: false, refusal: 'unknown' };
      if (clock.seemsOver(record) && (await clock.isOver(record))) return { ok: false, refusal: 'expired' };
      if (clock.isDue(record)) void touch(sessions, clock, address, record).catch(() => undefined);
      return { ok: true, identity: { memberId: address.memberId } };
    },
  };
}

/** Moves the idle limit, unless only a wrong clock took the login for a living one. @throws AuthUnavailable */
export async function touch(
  sessions: Pick<RedisSessions, 'touch'>,
  clock: SessionClock,
  address: SessionAddress,
  record: SessionRecord,
): Promise<void> {
  const nowSeconds = await clock.confirmedAlive(record);
  if (nowSeconds !== undefined) await sessions.touch(address, nowSeconds);
}

export function sessionIssuer(sessions: RedisSessions, lifetimes: Lifetimes, clock: SessionClock): Issuer {
  return {
    async issue({ memberId }) {
      const { id, address } = newSessionId(memberId);
      await sessions.create(address, await clock.confirmedSeconds());
      return { value: id, expiresInSeconds: lifetimes.absoluteSeconds };
    },

    async revoke(credential) {
      const address = addressOf(credential);
      if (address) await sessions.remove(address.member, address.hash);
    },

    async revokeAll({ memberId }) {
      await sessions.removeAll(packMember(memberId));
    },

    devices: {
      async list({ memberId }, credential) {
        const current = addressOf(credential)?.hash;
        const nowSeconds = await clock.confirmedSeconds();
        const all = await sessions.list(packMember(memberId));
        return all
          .filter(({ record }) => !lifetimes.isOver(record, nowSeconds))
          .map(({ hash, record }): Device => ({
            id: hash.toString('base64url'),
            ...record,
            current: current?.equals(hash) ?? false,
          }))
          .sort((one, other) => other.lastSeenAt - one.lastSeenAt);
      },

      async revoke({ memberId }, id) {
        const hash = Buffer.from(id, 'base64url');
        return hash.length === 32 && (await sessions.remove(packMember(memberId), hash));
      },
    },
  };
}

export function sessionState(sessions: RedisSessions): State {
  return {
    async read(credential) {
      const address = addressOf(credential);
      return address && sessions.readState(address);
    },

    async write(credential, value, version) {
      const address = addressOf(credential);
      const outcome = address ? await sessions.writeState(address, value, version) : 'gone';
      return outcome === 'written' ? { written: true } : { written: false, because: outcome };
    },
  };
}
