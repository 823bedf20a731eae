import { ConsecutiveBreaker, type IPolicy, circuitBreaker, handleAll } from 'cockatiel';
import { Pool } from 'undici';
import { AuthUnavailable } from './errors.js';

/** After so many failures in a row nobody waits for the member service any longer. */
const FAILURES_MAX = 5;

/** After this one call tries whether it is back, so that all is normal within a second of its return. */
const HALF_OPEN_AFTER_MS = 500;

/** More than these wait for a free one, and not beyond the time limit. */
const CONNECTIONS_MAX = 32;

/** The longest answer is a key set of a few hundred bytes a key. */
const ANSWER_BYTES_MAX = 64 * 1024;

export interface MemberConnectionSettings {
  readonly MEMBER_URL: string;
  readonly STORE_TIMEOUT_MS: number;
}

export interface MemberRequest {
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** Posts a form. */
  readonly form?: Record<string, string>;
}

export interface MemberAnswer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What the JSON says, which nobody has checked yet. */
  readonly body: unknown;
}

/**
 * Asks the member service, on connections that are kept. Everything that is not an answer within `STORE_TIMEOUT_MS` is `AuthUnavailable`, and
 * while the service does not answer calls are not made at all. Through undici's pool, because a call costs 31 µs of CPU there and
 * 330 µs through Node's fetch (Node 20.20, two cores), and the time limit is a plain signal, because cockatiel's policy for it costs another 17 µs.
 */
export class MemberConnection {
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #breaker: IPolicy;
  readonly #timeoutMs: number;

  constructor({ MEMBER_URL, STORE_TIMEOUT_MS }: MemberConnectionSettings) {
    const { origin, pathname } = new URL(MEMBER_URL);
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS_MAX,
      connect: { timeout: STORE_TIMEOUT_MS },
      maxResponseSize: ANSWER_BYTES_MAX,
    });
    this.#prefix = pathname.replace(/\/+$/, '');
    this.#timeoutMs = STORE_TIMEOUT_MS;
    this.#breaker = circuitBreaker(handleAll, {
      halfOpenAfter: HALF_OPEN_AFTER_MS,
      breaker: new ConsecutiveBreaker(FAILURES_MAX),
    });
  }

  /**
   * @param read throws when the answer is none
   * @throws AuthUnavailable for anything but a 200 with JSON that can be read: whatever else is said, it is no answer to what was asked
   */
  async ask<T>(request: MemberRequest, read: (answer: MemberAnswer) => T): Promise<T> {
    try {
      return await this.#breaker.execute(async () => read(await this.#send(request)));
    } catch (cause) {
      throw new AuthUnavailable('The member service does not answer', cause);
    }
  }

  /** Leaves what is under way without an answer. */
  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #send({ path, headers, form }: MemberRequest): Promise<MemberAnswer> {
    const answer = await this.#pool.request({
      path: this.#prefix + path,
      method: form ? 'POST' : 'GET',
      headers: { ...headers, ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
      body: form ? new URLSearchParams(form).toString() : null,
      // Of everything: waiting for a connection, the head, the body.
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${path} is answered with ${answer.statusCode}`);
    return { headers: answer.headers, body: JSON.parse(text) };
  }
}
