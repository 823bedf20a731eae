import { type RedisConnection, asked } from '../redis.js';
import { FEED_KEY } from '../revocation/revocation-feed.js';
import type { Refusal } from '../strategy.js';
import { type FamilyRecord, packFamily, unpackFamily } from './family-record.js';
import { type WithFamilyScripts, withFamilyScripts } from './family-scripts.js';
import { type RefreshToken, familyIdOf, hashOf, newSalt, successorOf } from './refresh-token.js';

/** How long a spent token still gets its successor: two tabs that refresh at once, or an answer that was lost on its way. */
export const GRACE_MS = 10_000;

/** How far the clocks of our machines may be apart without an entry of the feed being gone too early. */
const CLOCKS_APART_SECONDS = 60;

export interface FamilySettings {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
  readonly accessTokenSeconds: number;
  /** Whether ended families are announced. */
  readonly announced: boolean;
}

export type Rotation =
  | { readonly ok: true; readonly successor: RefreshToken; readonly createdAt: number }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Refresh families in Redis: one hash per member, `f:` + the member's 16 bytes; a login is one field, its family's name, with a
 * record of 60 bytes. As with sessions, one key per member makes "log out everywhere" one step and the list of devices another.
 *
 * Ending a family and announcing it is one step too: no crash in between leaves a logout that nobody hears of.
 */
export class Families {
  readonly #redis: WithFamilyScripts;

  constructor(
    redis: RedisConnection,
    private readonly settings: FamilySettings,
  ) {
    this.#redis = withFamilyScripts(redis);
  }

  async create(token: RefreshToken, nowMs: number): Promise<void> {
    const createdAt = Math.floor(nowMs / 1000);
    const record = packFamily({ createdAt, refreshedAt: nowMs, current: hashOf(token) });
    await asked(this.#redis.familyCreate(...this.#call(token.member, nowMs), familyIdOf(token), record));
  }

  /** One step in Redis, so that of any number of concurrent refreshes one spends the token and all get the same successor. */
  async rotate(token: RefreshToken, nowMs: number): Promise<Rotation> {
    const salt = newSalt();
    const [outcome, saltUsed, createdAt] = await asked(
      this.#redis.familyRefreshBuffer(
        ...this.#call(token.member, nowMs),
        familyIdOf(token),
        hashOf(token),
        hashOf(successorOf(token, salt)),
        salt,
        GRACE_MS,
      ),
    );
    if (!saltUsed) return { ok: false, refusal: outcome.toString() as Refusal };
    return { ok: true, successor: successorOf(token, saltUsed), createdAt: Number(createdAt?.toString()) };
  }

  /** @returns false when the member has no such family */
  async revoke(member: Buffer, familyId: Buffer, nowMs: number): Promise<boolean> {
    return (await asked(this.#redis.familyRevoke(...this.#call(member, nowMs), familyId))) > 0;
  }

  /** @returns the names of the families that were ended */
  async revokeAll(member: Buffer, nowMs: number): Promise<Buffer[]> {
    return asked(this.#redis.familyRevokeAllBuffer(...this.#call(member, nowMs)));
  }

  /** The member's families that have not ended by themselves. */
  async list(
    member: Buffer,
    nowMs: number,
  ): Promise<{ readonly id: Buffer; readonly record: FamilyRecord }[]> {
    const flat = await asked(this.#redis.familyListBuffer(1, keyOf(member)));
    const { idleSeconds, absoluteSeconds } = this.settings;
    return flat
      .flatMap((id, at) => {
        const bytes = flat[at + 1];
        return at % 2 === 0 && bytes ? [{ id, record: unpackFamily(bytes) }] : [];
      })
      .filter(
        ({ record }) =>
          (record.createdAt + absoluteSeconds) * 1000 > nowMs &&
          record.refreshedAt + idleSeconds * 1000 > nowMs,
      );
  }

  /** After this second no access token of a family that ends now is good any more. */
  announcementEndsAt(nowMs: number): number {
    return Math.ceil(nowMs / 1000) + this.settings.accessTokenSeconds + CLOCKS_APART_SECONDS;
  }

  /** What every script starts with. */
  #call(member: Buffer, nowMs: number) {
    const { idleSeconds, absoluteSeconds, accessTokenSeconds, announced } = this.settings;
    const keys = announced ? [keyOf(member), FEED_KEY] : [keyOf(member)];
    const usefulMs = (accessTokenSeconds + CLOCKS_APART_SECONDS) * 1000;
    return [
      keys.length,
      ...keys,
      nowMs,
      idleSeconds,
      absoluteSeconds,
      this.announcementEndsAt(nowMs),
      usefulMs,
    ] as const;
  }
}

const PREFIX = Buffer.from('f:');
const keyOf = (member: Buffer): Buffer => Buffer.concat([PREFIX, member]);
