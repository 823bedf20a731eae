import { type IPolicy, TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel';
import { AuthUnavailable } from '../errors.js';
import { type Lifetimes, inSeconds } from '../session/session-record.js';
import type { Credential, Device, Identity, Issuer, Tools, Verifier } from '../strategy.js';
import { type Introspection, inactive, verdictOf } from './introspection.js';
import { hashOf, isOpaqueToken, newOpaqueToken } from './opaque-token.js';
import type { TokenStore } from './token-store.js';

/** The tokens of the service that hands them out: makes them, ends them, and says of any whether it is good. */
export class IssuedTokens implements Issuer, Verifier {
  readonly #limit: IPolicy;

  /** @param timeoutMs how long one question to the store may take */
  constructor(
    private readonly store: TokenStore,
    private readonly lifetimes: Lifetimes,
    timeoutMs: number,
    private readonly tools: Tools,
  ) {
    this.#limit = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  }

  async issue({ memberId }: Identity): Promise<Credential> {
    const value = newOpaqueToken();
    const nowSeconds = this.#nowSeconds();
    const seen = { createdAt: nowSeconds, lastSeenAt: nowSeconds };
    const expiresAt = this.lifetimes.endOf(seen);
    await this.#within(() => this.store.insert({ hash: hashOf(value), memberId, ...seen, expiresAt }));
    return { value, expiresInSeconds: this.lifetimes.absoluteSeconds };
  }

  async verify(token: string) {
    if (!isOpaqueToken(token)) return { ok: false, refusal: 'malformed' } as const;
    return verdictOf(await this.introspect(token));
  }

  /** Moves the idle limit now and then, without making the request wait for that. */
  async introspect(token: string): Promise<Introspection> {
    if (!isOpaqueToken(token)) return inactive;
    const hash = hashOf(token);
    const record = await this.#within(() => this.store.find(hash));
    const nowSeconds = this.#nowSeconds();
    if (!record || record.expiresAt <= nowSeconds) return inactive;
    const { memberId, createdAt, expiresAt } = record;
    if (this.lifetimes.isDue(record, nowSeconds)) {
      const seen = { createdAt, lastSeenAt: nowSeconds };
      const moved = { lastSeenAt: nowSeconds, expiresAt: this.lifetimes.endOf(seen) };
      void this.store.touch(hash, moved).catch(() => undefined);
    }
    return { active: true, sub: memberId, iat: createdAt, exp: expiresAt, token_type: 'Bearer' };
  }

  async revoke(token: string): Promise<void> {
    if (isOpaqueToken(token)) await this.#within(() => this.store.remove(hashOf(token)));
  }

  async revokeAll({ memberId }: Identity): Promise<void> {
    await this.#within(() => this.store.removeAll(memberId));
  }

  readonly devices = {
    list: async ({ memberId }: Identity, token: string): Promise<readonly Device[]> => {
      const kept = await this.#within(() => this.store.list(memberId));
      const [current, nowSeconds] = [hashOf(token), this.#nowSeconds()];
      return kept
        .filter(({ expiresAt }) => expiresAt > nowSeconds)
        .map(({ hash, createdAt, lastSeenAt }) => ({
          id: hash.toString('base64url'),
          createdAt,
          lastSeenAt,
          current: current.equals(hash),
        }))
        .sort((one, other) => other.lastSeenAt - one.lastSeenAt);
    },

    revoke: async ({ memberId }: Identity, id: string): Promise<boolean> => {
      const hash = Buffer.from(id, 'base64url');
      return hash.length === 32 && (await this.#within(() => this.store.remove(hash, memberId)));
    },
  };

  #nowSeconds(): number {
    return inSeconds(this.tools.now());
  }

  async #within<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#limit.execute(work);
    } catch (cause) {
      if (cause instanceof TaskCancelledError)
        throw new AuthUnavailable('The token store does not answer', cause);
      throw cause;
    }
  }
}
