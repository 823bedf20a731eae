import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type AddressAnswer, MemberClient } from '../member/member-client.js';
import { OrdersStore } from './orders.store.js';

const EVERY_MS = 1_000;

/** So many at a time: the rest is for the other replicas, and none waits long for the slowest. */
const BATCH = 20;

/**
 * Completes the orders that await an address: those accepted while the member service did not answer, whose process died, or whose
 * member had given no address. Every replica does, and they share the work.
 */
@Injectable()
export class Completion implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(Completion.name);
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: OrdersStore,
    private readonly member: MemberClient,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.#run();
  }

  /** Before the database is closed: resolves when the round under way is over. */
  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const more = await this.#round().catch((error: unknown) => {
        this.#logger.warn('could not look for orders that await an address', error);
        return false;
      });
      if (!more) await setTimeout(EVERY_MS, undefined, { signal }).catch(() => undefined); // stopped
    }
  }

  /** @returns whether there may be more to do at once */
  async #round(): Promise<boolean> {
    const due = await this.store.takeDue(BATCH, this.member.attemptMs);
    const answers = new Map<string, Promise<AddressAnswer>>();
    for (const { member_id: memberId } of due) {
      if (!answers.has(memberId)) answers.set(memberId, this.member.addressOf(memberId));
    }
    await Promise.all(
      due.map(async ({ id, member_id: memberId }) => {
        const address = await answers.get(memberId);
        if (address === null) await this.store.backOff(id);
        else if (address && address !== 'unavailable') await this.store.place(id, address);
      }),
    );
    return due.length === BATCH && this.member.isCircuitClosed;
  }
}
