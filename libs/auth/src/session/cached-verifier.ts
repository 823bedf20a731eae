import { AuthUnavailable } from '../errors.js';
import type { Tools, Verdict, Verifier } from '../strategy.js';
import type { Invalidations } from './invalidations.js';
import type { RedisSessions } from './redis-sessions.js';
import type { SessionCopies, SessionCopy } from './session-copies.js';
import { type SessionAddress, addressOf } from './session-id.js';
import { type Lifetimes, inSeconds } from './session-record.js';

export interface CachedParts {
  readonly sessions: RedisSessions;
  readonly copies: SessionCopies;
  readonly invalidations: Pick<Invalidations, 'live' | 'completeAt'>;
  readonly lifetimes: Lifetimes;
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

  constructor(
    private readonly parts: CachedParts,
    private readonly tools: Tools,
  ) {}

  /** How old what copies say may be, in milliseconds; 0 while announcements are live. */
  get ageMs(): number {
    return this.parts.invalidations.live ? 0 : performance.now() - this.parts.invalidations.completeAt;
  }

  verify(credential: string): Verdict | Promise<Verdict> {
    const copy = this.parts.copies.get(credential);
    if (copy && this.parts.invalidations.live) return this.#judge(copy, credential);
    const address = addressOf(credential);
    if (!address) return { ok: false, refusal: 'malformed' };
    return this.#ask(address, credential, copy);
  }

  async #ask(address: SessionAddress, credential: string, copy: SessionCopy | undefined): Promise<Verdict> {
    try {
      if (performance.now() < this.#downUntil) throw new AuthUnavailable('Redis does not answer');
      const found = await this.#lookUp(address, credential);
      return found ? this.#judge(found, credential) : { ok: false, refusal: 'unknown' };
    } catch (error) {
      if (performance.now() >= this.#downUntil) this.#downUntil = performance.now() + PAUSE_MS;
      if (!copy || this.ageMs > this.parts.graceMs) throw error;
      this.servedUnconfirmed++;
      return this.#judge(copy, credential);
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

  #judge(copy: SessionCopy, credential: string): Verdict {
    const { lifetimes } = this.parts;
    const nowSeconds = inSeconds(this.tools.now());
    if (lifetimes.isOver(copy.record, nowSeconds)) return { ok: false, refusal: 'expired' };
    if (lifetimes.isDue(copy.record, nowSeconds)) this.#touch(credential, nowSeconds);
    return { ok: true, identity: { memberId: copy.memberId } };
  }

  /** The write drops every copy of the session, this one included. Until that arrives no other request writes again. */
  #touch(credential: string, nowSeconds: number): void {
    if (performance.now() < this.#downUntil) return;
    const address = addressOf(credential);
    if (!address || this.#touching.has(credential)) return;
    this.#touching.add(credential);
    void this.parts.sessions
      .touch(address, nowSeconds)
      .catch(() => undefined)
      .finally(() => this.#touching.delete(credential));
  }
}

/** After Redis did not answer, requests use what they have for this long before one asks again, in milliseconds. */
const PAUSE_MS = 250;
