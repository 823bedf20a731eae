import { createHash } from 'node:crypto';
import { Problem } from '@doorman/service';
import { Injectable } from '@nestjs/common';
import { CompiledQuery, Kysely } from 'kysely';
import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './client-network.js';

/** One account tried from one place. */
export interface Attempt {
  readonly email: string;
  /** Of the client, as far as the proxies in front are trusted. */
  readonly address: string;
}

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** Somebody who mistypes a password finds out within five; twenty guesses an hour find no password. */
const FROM_ONE_PLACE = { points: 5, duration: 15 * MINUTE };

/**
 * Against guessing from many places at once: 100 is what NIST SP 800-63B (3.2.2) allows at one account. Looser than it
 * could be, because whoever uses it up keeps the owner out of places that the owner has never logged in from.
 */
const FROM_NEW_PLACES = { points: 100, duration: 60 * MINUTE };

/** A place from which the owner has logged in is spared the second limit for so long, so guessing elsewhere does not lock it. */
const REMEMBERED = { points: 1, duration: 90 * DAY };

/**
 * Counts failed logins in the service's own database, so that all replicas share the count and no strategy needs a Redis
 * for it. An account that does not exist is counted like one that does. Keys are hashes: what people type by mistake into
 * the email field is not kept.
 */
@Injectable()
export class LoginLimits {
  private readonly fromOnePlace: RateLimiterPostgres;
  private readonly fromNewPlaces: RateLimiterPostgres;
  private readonly remembered: RateLimiterPostgres;

  constructor(db: Kysely<never>) {
    const table = {
      storeClient: clientOf(db),
      storeType: 'client',
      tableName: 'login_attempts',
      tableCreated: true,
    };
    this.fromOnePlace = new RateLimiterPostgres({ ...table, ...FROM_ONE_PLACE, keyPrefix: 'place' });
    this.fromNewPlaces = new RateLimiterPostgres({ ...table, ...FROM_NEW_PLACES, keyPrefix: 'account' });
    this.remembered = new RateLimiterPostgres({ ...table, ...REMEMBERED, keyPrefix: 'remembered' });
  }

  /** @throws Problem `too-many-attempts` with `Retry-After` when this attempt must not be made */
  async check(attempt: Attempt): Promise<void> {
    const { account, place } = keysOf(attempt);
    const [here, anywhere, remembered] = await Promise.all([
      this.fromOnePlace.get(place),
      this.fromNewPlaces.get(account),
      this.remembered.get(place),
    ]);
    const waitMs = Math.max(
      waitOf(here, FROM_ONE_PLACE.points),
      remembered ? 0 : waitOf(anywhere, FROM_NEW_PLACES.points),
    );
    if (waitMs <= 0) return;
    throw new Problem('too-many-attempts', {
      detail: 'There were too many failed logins for this account. Try again later.',
      headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
    });
  }

  async failed(attempt: Attempt): Promise<void> {
    const { account, place } = keysOf(attempt);
    await Promise.all([this.fromOnePlace.penalty(place), this.fromNewPlaces.penalty(account)]);
  }

  async succeeded(attempt: Attempt): Promise<void> {
    const { place } = keysOf(attempt);
    await Promise.all([
      this.fromOnePlace.delete(place),
      this.remembered.set(place, REMEMBERED.points, REMEMBERED.duration),
    ]);
  }
}

const waitOf = (counted: RateLimiterRes | null, points: number): number =>
  counted && counted.consumedPoints >= points ? counted.msBeforeNext : 0;

function keysOf({ email, address }: Attempt) {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
  return { account: sha256(email), place: sha256(`${email} ${networkOf(address)}`) };
}

/** The limiter would speak to a pool of its own; through Kysely it has the time limits and the 503 of every other query. */
const clientOf = (db: Kysely<never>) => ({
  async query({ text, values }: { text: string; values: unknown[] }) {
    const { rows } = await db.executeQuery(CompiledQuery.raw(text, values));
    return { rows, rowCount: rows.length };
  },
});
