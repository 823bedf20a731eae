import { setTimeout } from 'node:timers/promises';
import { AuthUnavailable } from '../errors.js';
import { type RedisConnection, type RedisSettings, asked, openRedis, refuseEviction } from '../redis.js';
import type { Tools } from '../strategy.js';
import { RevokedLogins } from './revoked-logins.js';

/** The Redis stream: an entry has one field, the 16 bytes of a login's name, with the second after which it is of no use. */
export const FEED_KEY = 'revocations';

/** How long Redis holds an answer back when there is nothing to say, in milliseconds: a connection that is silently dead is noticed after that. */
const BLOCK_MS = 1000;

/** Between two attempts to reach Redis, in milliseconds. */
const PAUSE_MS = 100;

/** Entries per answer. */
const PAGE = 1000;

/** How many logins are remembered; one takes about 100 bytes. */
const LOGINS_MAX = 500_000;

/**
 * Follows the stream of ended logins on a connection of its own, and goes on without Redis with what it knows.
 *
 * Every new connection reads from the start of the stream, not from the last entry seen: it holds no more than the logins of
 * living tokens, and after a failover, or a restart without data, numbers may begin again below the last one.
 */
export class RevocationFeed {
  readonly logins: RevokedLogins;
  /** When the feed was last known to be complete, in milliseconds of `performance.now()`. */
  #completeAt = -Infinity;
  #closed = false;
  #connection: RedisConnection | undefined;
  #lastId = START;

  private constructor(
    private readonly settings: RedisSettings,
    tools: Tools,
  ) {
    this.logins = new RevokedLogins(LOGINS_MAX, tools);
  }

  /**
   * Has caught up when it resolves, unless Redis does not answer: a service that only checks starts without it, as it would go on
   * without it, and the feed is caught up with once it is there.
   * @throws UnfitStore when Redis would evict the feed
   */
  static async open(settings: RedisSettings, tools: Tools): Promise<RevocationFeed> {
    const feed = new RevocationFeed(settings, tools);
    try {
      await refuseEviction(await feed.#connect());
    } catch (problem) {
      feed.#disconnect();
      if (!(problem instanceof AuthUnavailable)) throw problem;
    }
    void feed.#follow();
    return feed;
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      revocation_feed_age_seconds: (performance.now() - this.#completeAt) / 1000,
      revoked_logins: this.logins.size,
      revoked_logins_forgotten: this.logins.forgotten,
    };
  }

  close(): void {
    this.#closed = true;
    this.#disconnect();
  }

  async #follow(): Promise<void> {
    while (!this.#closed) {
      try {
        const connection = this.#connection ?? (await this.#connect());
        while (!this.#closed) await this.#read(connection, ['BLOCK', BLOCK_MS]);
      } catch {
        this.#disconnect(); // Without Redis there is nothing to hear; the age of the feed says so.
        await setTimeout(PAUSE_MS, undefined, { ref: false });
      }
    }
    this.#disconnect();
  }

  /** @throws AuthUnavailable */
  async #connect(): Promise<RedisConnection> {
    const patience = { ...this.settings, STORE_TIMEOUT_MS: BLOCK_MS + this.settings.STORE_TIMEOUT_MS };
    // RESP2, whose answer to XREAD is the same list of pairs in every version of Redis.
    const connection = await openRedis(patience, { protocol: 2, retryStrategy: () => null });
    this.#connection = connection;
    this.#lastId = START;
    while ((await this.#read(connection)) === PAGE);
    return connection;
  }

  /** @returns how many entries there were. @throws AuthUnavailable */
  async #read(connection: RedisConnection, block: readonly (string | number)[] = []): Promise<number> {
    const askedAt = performance.now();
    const answer = (await asked(
      connection.callBuffer('XREAD', ['COUNT', PAGE, ...block, 'STREAMS', FEED_KEY, this.#lastId]),
    )) as Answer;
    const entries = answer?.[0]?.[1] ?? [];
    for (const [id, [login, endsAt]] of entries) {
      this.logins.add(login.toString('base64url'), Number(endsAt.toString()));
      this.#lastId = id.toString();
    }
    if (entries.length < PAGE) this.#completeAt = askedAt;
    return entries.length;
  }

  #disconnect(): void {
    this.#connection?.disconnect();
    this.#connection = undefined;
  }
}

/** Before the first entry of any stream. */
const START = '0-0';

type Answer = readonly [readonly [Buffer, readonly (readonly [Buffer, readonly [Buffer, Buffer]])[]]] | null;
