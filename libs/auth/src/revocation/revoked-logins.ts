import type { Tools } from '../strategy.js';

/**
 * The logins that were ended while access tokens of theirs are still good, by `sid`. Each is forgotten once the last of its tokens has
 * expired; beyond `max` the oldest is forgotten early, so that nobody can fill the memory of every service by logging out.
 */
export class RevokedLogins {
  /** Ended too early for lack of room: tokens of theirs are good again until they expire. */
  forgotten = 0;
  /** In the order in which they were added, which is near enough the order in which they end. Seconds since the epoch. */
  readonly #endsAt = new Map<string, number>();

  constructor(
    private readonly max: number,
    private readonly tools: Tools,
  ) {}

  get size(): number {
    return this.#endsAt.size;
  }

  has(sid: string): boolean {
    return this.#endsAt.has(sid);
  }

  /** @param endsAt after this second, in seconds since the epoch, no token of the login is good any more */
  add(sid: string, endsAt: number): void {
    this.#forgetEnded();
    if (endsAt * 1000 <= this.tools.now()) return;
    this.#endsAt.set(sid, endsAt);
    if (this.#endsAt.size <= this.max) return;
    const [oldest] = this.#endsAt.keys();
    if (oldest !== undefined) this.#endsAt.delete(oldest);
    this.forgotten++;
  }

  #forgetEnded(): void {
    for (const [sid, endsAt] of this.#endsAt) {
      if (endsAt * 1000 > this.tools.now()) return;
      this.#endsAt.delete(sid);
    }
  }
}
