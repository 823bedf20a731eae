import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from '@doorman/contracts';
import { type History, ofKind } from '../history.js';
import type { Deed } from '../load/record.js';
import type { Answer } from '../load/shopper.js';
import type { Stage } from '../run/stage.js';

const POLL_EVERY_MS = 100;

/** Orders that the shop has accepted: it owes every one of them, with an address. */
export class AcceptedOrders {
  /** By the shopper who placed them. */
  readonly #ids = new Map<number, Set<string>>();

  constructor(private readonly stage: Stage) {}

  /** POST /orders, written down as `place`. */
  place(shopper: number, replica: number): Deed {
    const { shop, shoppers } = this.stage;
    const order = shop.orders[replica % shop.orders.length];
    const who = shoppers[shopper];
    if (!order || !who) throw new Error('The plan has no order service or no such shopper');
    return {
      kind: 'place',
      target: order.name,
      shopper,
      send: async () => {
        const answer = await who.placeOrder(order.url);
        if (answer.status === 201) this.#owe(shopper, (answer.body as Order).id);
        return answer;
      },
      see: ({ status, body }: Answer) => (status === 201 ? { state: (body as Order).status } : undefined),
    };
  }

  /** Looks, and writes down as `completion` what it sees, until all that are accepted by now have their address or `patienceMs` are over. */
  async untilCompleted(patienceMs: number): Promise<void> {
    const owed = [...this.#ids].map(([shopper, ids]) => ({ shopper, ids: new Set(ids) }));
    const giveUpAtMs = this.stage.recorder.now() + patienceMs;
    for (;;) {
      const seen = await this.stage.recorder.timed(
        'completion',
        'order',
        async () => {
          const looks = await Promise.all(owed.map(({ shopper, ids }) => this.#look(shopper, ids)));
          return { awaiting: sum(looks, 'awaiting'), lost: sum(looks, 'lost') };
        },
        (result) => ({ outcome: 'ok', seen: result }),
      );
      if (seen.awaiting + seen.lost === 0 || this.stage.recorder.now() > giveUpAtMs) return;
      await delay(POLL_EVERY_MS);
    }
  }

  #owe(shopper: number, id: string): void {
    this.#ids.set(shopper, (this.#ids.get(shopper) ?? new Set()).add(id));
  }

  async #look(shopper: number, ids: ReadonlySet<string>): Promise<{ awaiting: number; lost: number }> {
    const url = `${this.stage.shop.orders[0]?.url}/orders?limit=100`;
    const answer = await this.stage.shoppers[shopper]?.send('GET', url).catch(() => undefined);
    if (answer?.status !== 200) return { awaiting: ids.size, lost: 0 }; // not known, so not yet completed
    const found = (answer.body as Order[]).filter(({ id }) => ids.has(id));
    const awaiting = found.filter(({ status }) => status === 'awaiting-address').length;
    return { awaiting, lost: ids.size - found.length };
  }
}

const sum = (looks: readonly { awaiting: number; lost: number }[], what: 'awaiting' | 'lost'): number =>
  looks.reduce((total, look) => total + look[what], 0);

/** What was still owed at the last look, and how long after the mending that was. */
export function completionOf(history: History): { awaiting: number; lost: number; completedMs: number } {
  const last = ofKind(history, 'completion').at(-1);
  const [fault] = ofKind(history, 'fault');
  const mendedMs = Number(fault?.seen?.['mendedMs'] ?? last?.startedMs);
  return {
    awaiting: Number(last?.seen?.['awaiting'] ?? NaN),
    lost: Number(last?.seen?.['lost'] ?? NaN),
    completedMs: last ? last.endedMs - mendedMs : NaN,
  };
}
