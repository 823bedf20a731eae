import { AuthUnavailable } from '../errors.js';
import type { Verdict, Verifier } from '../strategy.js';
import type { Invalidations } from './invalidations.js';
import type { RedisSessions } from './redis-sessions.js';
import type { SessionClock } from './session-clock.js';
import type { SessionCopies, SessionCopy } from './session-copies.js';
import { type SessionAddress, addressOf } from './session-id.js';
import { touch } from './session-strategy.js';

export interface CachedParts {
  readonly sessions: RedisSessions;
  readonly copies: SessionCopies;
  readonly invalidations: Pick<Invalidations, 'live' | 'completeAt'>;
  readonly clock: SessionClock;
  /** How long copies are used after announcements were last complete while Redis does not answer, in milliseconds. */
  readonly graceMs: number;
}

export const memberKeyOf = (member: Buffer): string => member.toString('latin1');

/**
 * While announcements are live a copy is as good as Redis' answer, and nobody is asked. While they are not, Redis is asked for every
 * request; only where it does not answer either is a copy used, and only for the grace.
 */
export class CachedVerifier implements Verifier {
  /** Requests answered from a copy that could not be confirmed. */
  servedUnconfirmed = 0;
  /** While in the future, Redis is known not to answer and no request waits to find out again. */
  #downUntil = 0;
  /** Sessions whose idle limit is being moved. */
  readonly #touching = new Set<string>();

  constructor(private readonly parts: CachedParts) {}

  /** How old what copies say may be, in milliseconds; 0 while announcements are live. */
  get ageMs(): number {
    return this.parts.invalidations.live ? 0 : performance.now() - this.parts.invalidations.completeAt;
  }

  verify(credential: string): Verdict | Promise<Verdict> {
    const copy = this.parts.copies.get(credential);
    if (copy && this.parts.invalidations.live && !this.parts.clock.seemsOver(copy.record))
      return this.#accept(copy, credential);
    const address = addressOf(credential);
    if (!address) return { ok: false, refusal: 'malformed' };
    return this.#ask(address, credential, copy);
  }

  async #ask(address: SessionAddress, credential: string, copy: SessionCopy | undefined): Promise<Verdict> {
    try {
      if (performance.now() < this.#downUntil) throw new AuthUnavailable('Redis does not answer');
      const found = await this.#lookUp(address, credential);
      if (!found) return { ok: false, refusal: 'unknown' };
      if (await this.parts.clock.isOver(found.record)) return { ok: false, refusal: 'expired' };
      return this.#accept(found, credential);
    } catch (error) {
      if (performance.now() >= this.#downUntil) this.#downUntil = performance.now() + PAUSE_MS;
      if (!copy || this.ageMs > this.parts.graceMs || this.parts.clock.seemsOver(copy.record)) throw error;
      this.servedUnconfirmed++;
      return this.#accept(copy, credential);
    }
  }

  async #lookUp(address: SessionAddress, credential: string): Promise<SessionCopy | undefined> {
    const { copies, invalidations, sessions } = this.parts;
    const memberKey = memberKeyOf(address.member);
    const lookup = invalidations.live ? copies.begin(memberKey) : undefined;
    let copy: SessionCopy | undefined;
    try {
      const record = await sessions.find(address);
      copy = record && { memberId: address.memberId, memberKey, record };
      return copy;
    } finally {
      if (lookup) copies.settle(lookup, credential, copy);
    }
  }

  #accept(copy: SessionCopy, credential: string): Verdict {
    if (this.parts.clock.isDue(copy.record)) this.#touch(credential, copy);
    return { ok: true, identity: { memberId: copy.memberId } };
  }

  /** The write drops every copy of the session, this one included. Until that arrives no other request writes again. */
  #touch(credential: string, { record }: SessionCopy): void {
    if (performance.now() < this.#downUntil) return;
    const address = addressOf(credential);
    if (!address || this.#touching.has(credential)) return;
    this.#touching.add(credential);
    void touch(this.parts.sessions, this.parts.clock, address, record)
      .catch(() => undefined)
      .finally(() => this.#touching.delete(credential));
  }
}

/** After Redis did not answer, requests use what they have for this long before one asks again, in milliseconds. */
const PAUSE_MS = 250;
