import { type RedisConnection, asked } from '../redis.js';
import type { Tools } from '../strategy.js';
import { type Lifetimes, type SessionRecord, inSeconds } from './session-record.js';

/**
 * Times sessions by the clock of the Redis that keeps them, because the own one may be wrong: time synchronization was lost, a machine was resumed. What one
 * service writes down would otherwise end, or prolong, the login at all others.
 *
 * Redis is asked before a time is written down and before a login is called over, which is rare. Every other request trusts the own clock, less what it
 * was last found to be ahead.
 */
export class SessionClock {
  #aheadMs = 0;

  constructor(
    private readonly redis: RedisConnection,
    private readonly lifetimes: Lifetimes,
    private readonly tools: Tools,
  ) {}

  /** Seconds since the epoch at the moment of asking, as Redis has it. @throws AuthUnavailable */
  async confirmedSeconds(): Promise<number> {
    const [nowMs, ownMs] = [this.tools.now(), Date.now()];
    const [seconds, microseconds] = await asked(this.redis.time());
    this.#aheadMs = ownMs - (Number(seconds) * 1000 + Number(microseconds) / 1000);
    return inSeconds(nowMs - this.#aheadMs);
  }

  /** Whether the login is over as far as is known without asking. */
  seemsOver(record: SessionRecord): boolean {
    return this.lifetimes.isOver(record, this.#seconds());
  }

  /** @throws AuthUnavailable when it seems so, and Redis cannot be asked */
  async isOver(record: SessionRecord): Promise<boolean> {
    return this.seemsOver(record) && (await this.confirmedAlive(record)) === undefined;
  }

  /** @returns what time it is, in seconds since the epoch; undefined when the login is over. @throws AuthUnavailable */
  async confirmedAlive(record: SessionRecord): Promise<number | undefined> {
    const nowSeconds = await this.confirmedSeconds();
    return this.lifetimes.isOver(record, nowSeconds) ? undefined : nowSeconds;
  }

  /** Whether the idle limit is to be moved; also when the login was seen later than now, for then one of two clocks is wrong. */
  isDue(record: SessionRecord): boolean {
    const nowSeconds = this.#seconds();
    const { touchAfterSeconds } = this.lifetimes;
    return Math.abs(nowSeconds - record.lastSeenAt) >= touchAfterSeconds;
  }

  #seconds(): number {
    return inSeconds(this.tools.now() - this.#aheadMs);
  }
}
