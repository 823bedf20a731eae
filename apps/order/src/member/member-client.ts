import { Address } from '@doorman/contracts';
import { newTrace, type TraceHeaders } from '@doorman/service';
import { Logger } from '@nestjs/common';
import {
  CircuitState,
  ConsecutiveBreaker,
  TimeoutStrategy,
  circuitBreaker,
  handleAll,
  timeout,
  wrap,
} from 'cockatiel';
import { z } from 'zod';
import type { MemberSettings } from '../config.js';

/** After so many failures in a row nobody waits for the member service any longer. */
const FAILURES_MAX = 5;

/** After this one call tries whether it is back. An order must be completed within five seconds of that. */
const HALF_OPEN_AFTER_MS = 1_000;

/** Null when the member has given no address, or is not there; `unavailable` when that cannot be known at the moment. */
export type AddressAnswer = Address | null | 'unavailable';

/** More may be in the answer one day; this is what an order needs of it. */
const WithAddress = z.object({ address: Address.nullable() });

/**
 * Asks the member service, on connections that are kept. Every call has a time limit, and while the service does not answer calls are
 * not made at all, so that its outage costs an order nothing.
 */
export class MemberClient {
  readonly #logger = new Logger(MemberClient.name);
  readonly #breaker = circuitBreaker(handleAll, {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new ConsecutiveBreaker(FAILURES_MAX),
  });
  readonly #policy;

  constructor(private readonly settings: MemberSettings) {
    this.#policy = wrap(this.#breaker, timeout(settings.MEMBER_TIMEOUT_MS, TimeoutStrategy.Aggressive));
    this.#logOutages();
  }

  /** Within this, in milliseconds, an attempt to learn an address is over, and so is what follows from it. */
  get attemptMs(): number {
    return this.settings.MEMBER_TIMEOUT_MS + 1_000;
  }

  /** Whether calls are made as usual; false while the breaker is open or trying. */
  get isCircuitClosed(): boolean {
    return this.#breaker.state === CircuitState.Closed;
  }

  /** @param headers the caller's credential, passed on, and the trace */
  addressOfCaller(headers: TraceHeaders & Record<string, string>): Promise<AddressAnswer> {
    // 401: the login has ended since the order was placed, so the caller cannot be asked about any more.
    return this.#ask('/me', headers, [401]);
  }

  /** For work that no caller waits for: no credential of a member is ever stored. */
  addressOf(memberId: string): Promise<AddressAnswer> {
    const headers = { ...newTrace(), authorization: `Bearer ${this.settings.SERVICE_TOKEN}` };
    return this.#ask(`/members/${memberId}/address`, headers, [404]);
  }

  /** Once when an outage begins and once when it is over, and not for every try in between. */
  #logOutages(): void {
    let isOut = false;
    this.#breaker.onBreak((reason) => {
      if (!isOut)
        this.#logger.warn('the member service does not answer', 'error' in reason ? reason.error : undefined);
      isOut = true;
    });
    this.#breaker.onReset(() => {
      isOut = false;
      this.#logger.log('the member service answers again');
    });
  }

  async #ask(path: string, headers: Record<string, string>, noAddress: number[]): Promise<AddressAnswer> {
    try {
      return await this.#policy.execute(({ signal }) => this.#get(path, headers, noAddress, signal));
    } catch {
      return 'unavailable'; // The breaker logs why when it opens, and not for every order.
    }
  }

  async #get(path: string, headers: Record<string, string>, noAddress: number[], signal: AbortSignal) {
    const response = await fetch(this.settings.MEMBER_URL + path, { headers, signal, redirect: 'error' });
    if (response.ok) return WithAddress.parse(await response.json()).address;
    await response.body?.cancel();
    const { status } = response;
    if (noAddress.includes(status)) return null;
    if (status >= 500) throw new Error(`the member service answered ${status}`);
    // It is up, so calls go on; an operator has to look at what it refuses.
    this.#logger.error(`the member service answers ${status}: is SERVICE_TOKEN the same there?`);
    return 'unavailable';
  }
}
