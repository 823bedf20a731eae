import { AuthUnavailable } from '../errors.js';
import { type RedisConnection, type RedisSettings, asked, closeRedis, openRedis } from '../redis.js';

/** Where Redis announces invalidations to a connection that speaks RESP2. https://redis.io/docs/latest/develop/reference/client-side-caching/ */
const CHANNEL = '__redis__:invalidate';

/** How often the announcing connection is asked whether it still announces, in milliseconds. */
const HEARTBEAT_MS = 200;

export interface InvalidationEvents {
  /** These keys have changed, expired or been evicted; without keys, everything has (`FLUSHALL`). */
  invalidated(keys?: readonly Buffer[]): void;
  /** Announcing begins, or begins again: whatever was read before may have changed unannounced. */
  restarted(): void;
}

/**
 * Has Redis announce every change of a key that `reads` has looked up: `CLIENT TRACKING ON REDIRECT` to a second connection.
 *
 * `live` is true only while announcements can be relied on. A heartbeat on the announcing connection itself proves that: Redis answers in
 * order, so with the answer every announcement before it has arrived. A connection that is cut, or silently dead, is noticed within
 * `HEARTBEAT_MS + STORE_TIMEOUT_MS`; that is how long a change can stay unnoticed.
 */
export class Invalidations {
  live = false;
  /** When announcements were last known to be complete, in milliseconds of `performance.now()`. */
  completeAt = -Infinity;
  #starting = false;
  #announcer: Announcer | undefined;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(
    private readonly reads: RedisConnection,
    private readonly announcements: RedisConnection,
    private readonly events: InvalidationEvents,
  ) {
    announcements.on('messageBuffer', (_channel: Buffer, keys: Buffer[] | null) =>
      events.invalidated(keys ?? undefined),
    );
    reads.on('close', () => this.#lost());
    announcements.on('close', () => {
      this.#announcer = undefined;
      this.#lost();
    });
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** @throws AuthUnavailable when Redis does not answer */
  static async of(
    reads: RedisConnection,
    settings: RedisSettings,
    events: InvalidationEvents,
  ): Promise<Invalidations> {
    const announcements = await openRedis(settings, { protocol: 2, autoResubscribe: false });
    const invalidations = new Invalidations(reads, announcements, events);
    try {
      await invalidations.#start();
      return invalidations;
    } catch (problem) {
      await invalidations.close();
      throw problem;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#lost();
    await closeRedis(this.announcements);
  }

  #lost(): void {
    this.live = false;
  }

  async #beat(): Promise<void> {
    const sentAt = performance.now();
    try {
      if (!this.live) return await this.#start();
      await this.announcements.ping();
      if (this.live) this.completeAt = sentAt;
    } catch {
      this.#lost(); // Tried again at the next beat; requests see `live` meanwhile.
    }
  }

  /** Either connection may be new, and tracking belongs to a connection: turning it off first forgets the old one's. */
  async #start(): Promise<void> {
    if (this.#starting) return;
    this.#starting = true;
    try {
      this.#announcer ??= await this.#subscribe();
      await this.#refuseOtherServer(this.#announcer);
      await asked(this.reads.call('CLIENT', 'TRACKING', 'OFF'));
      await asked(this.reads.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', this.#announcer.id));
      this.events.restarted();
      this.completeAt = performance.now();
      this.live = true;
    } finally {
      this.#starting = false;
    }
  }

  /**
   * While one primary takes over from another, each connection may be to a different one. A connection's id means somebody else there, and Redis
   * would announce to them. Both look again.
   */
  async #refuseOtherServer({ server }: Announcer): Promise<void> {
    if ((await serverOf(this.reads)) === server) return;
    this.reads.disconnect(true);
    this.announcements.disconnect(true);
    throw new AuthUnavailable('Redis is being replaced by another');
  }

  /** The announcing connection has to be asked who it is before RESP2 allows nothing but subscribing. */
  async #subscribe(): Promise<Announcer> {
    try {
      const [id, server] = [await asked(this.announcements.client('ID')), await serverOf(this.announcements)];
      await asked(this.announcements.subscribe(CHANNEL));
      return { id, server };
    } catch (error) {
      // Subscribed or not, nobody knows: a new connection is neither.
      if (this.announcements.status === 'ready') this.announcements.disconnect(true);
      throw error;
    }
  }
}

/** The announcing connection: its id, and at which server it has that. */
interface Announcer {
  readonly id: number;
  readonly server: string | undefined;
}

/** A name that every start of a Redis takes anew. */
const serverOf = async (connection: RedisConnection): Promise<string | undefined> =>
  /^run_id:(\w+)/m.exec(await asked(connection.info('server')))?.[1];
