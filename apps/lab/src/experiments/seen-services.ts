import { type StrategyName, claimsOf } from '@doorman/auth';
import { Generator } from '../load/closed-loop/generator.js';
import { ageSessions, clonedCookie, credentialsOf } from '../load/members/credentials.js';
import type { Shopper } from '../load/shopper.js';
import { memoryOf } from '../measure/service-memory.js';
import type { Stage } from '../run/stage.js';

/** Whether a login is a session there, which can be cloned. */
export const keepsInRedis = (strategy: StrategyName): boolean =>
  claimsOf(strategy).cart === 'in the session' && claimsOf(strategy).sharedAcrossServices;

interface SeenPlan {
  readonly strategy: StrategyName;
  readonly seenAtMost: number;
}

const CONNECTIONS = 32;
/** What goes to the generator at a time. */
const BATCH = 8000;
const BATCH_TIMEOUT_MS = 60_000;

/** Services that were sent a request of every member once, and what they keep of them. */
export class SeenServices {
  /** By how many members order was asked so far. */
  seen = 0;

  constructor(
    private readonly plan: SeenPlan,
    /** Whose login the cloned ones are copies of. */
    private readonly newcomer: Shopper,
    private readonly stage: Stage,
    /** When that was, in milliseconds since the epoch. */
    private readonly loggedInAt = Date.now(),
  ) {}

  /** Writes down what member and order keep once order was asked by so many members; by no more than it has places for. */
  async read(logins: number): Promise<void> {
    if (this.plan.seenAtMost === 0) return;
    // Where order knows nobody there is nothing that it could keep.
    if (claimsOf(this.plan.strategy).sharedAcrossServices)
      await this.#askUpTo(Math.min(logins, this.plan.seenAtMost));
    const { recorder, shop } = this.stage;
    const [member] = shop.members;
    const [order] = shop.orders;
    if (!member || !order) return;
    const [atMember, atOrder] = await Promise.all([memoryOf(member), memoryOf(order)]);
    const now = recorder.now();
    recorder.add({
      kind: 'services',
      target: order.name,
      intendedMs: now,
      startedMs: now,
      endedMs: now,
      outcome: 'ok',
      seen: {
        logins,
        asked: this.seen,
        memberKept: atMember.kept,
        memberResident: atMember.resident,
        orderKept: atOrder.kept,
        orderResident: atOrder.resident,
      },
    });
  }

  async #askUpTo(count: number): Promise<void> {
    const generator = new Generator();
    const [order] = this.stage.shop.orders;
    const ports = [Number(new URL(order?.url ?? '').port)];
    try {
      while (this.seen < count) {
        const requests = Math.min(BATCH, count - this.seen);
        await this.#freshen(this.seen, this.seen + requests - 1);
        const headers = await this.#credentials(requests);
        const job = { ports, path: '/orders', connections: CONNECTIONS, forMs: BATCH_TIMEOUT_MS };
        await generator.run({ ...job, headers, requests });
        this.seen += requests;
      }
    } finally {
      generator.stop();
    }
  }

  /** As if they had just logged in: after a minute order would write that they were seen, which ends its copy and what Redis notes of that. */
  async #freshen(first: number, last: number): Promise<void> {
    if (!keepsInRedis(this.plan.strategy)) return;
    const seconds = Math.floor((Date.now() - this.loggedInAt) / 1000);
    await ageSessions(first, last, -seconds, this.stage);
  }

  /** Of the next members; where credentials cannot be made from outside, of the one who is logged in. */
  #credentials(
    count: number,
  ): readonly Readonly<Record<string, string>>[] | Promise<Record<string, string>[]> {
    const { strategy } = this.plan;
    if (keepsInRedis(strategy))
      return Array.from({ length: count }, (_, n) => clonedCookie(this.newcomer, this.seen + n));
    return credentialsOf(strategy, count, this.stage) as Promise<Record<string, string>[]>;
  }
}
