import type { Plan } from '../experiment.js';
import type { Fault } from '../faults/fault.js';
import { Recorder } from '../history.js';
import { type OpenLoop, openLoop } from '../load/open-loop.js';
import { type Deed, record } from '../load/record.js';
import { type Answer, Shopper } from '../load/shopper.js';
import type { Topology } from '../topology/topology.js';

const TRIES = 5;

/** Where one arm is performed: the running shop, the members who are logged in, and the history being written. */
export class Stage {
  readonly recorder = new Recorder();
  /** The members who were logged in before it began. */
  readonly shoppers: Shopper[] = [];
  readonly #underWay = new Set<{ end(): Promise<void> }>();

  constructor(
    readonly shop: Topology,
    /** Hears what is being done now. */
    readonly says: (doing: string) => void,
  ) {}

  async admit(plan: Plan): Promise<void> {
    while (this.shoppers.length < plan.shoppers) this.shoppers.push(await Shopper.arrive(this.shop));
  }

  /** Does one thing and writes it down; undefined when no answer came. */
  do(deed: Deed): Promise<Answer | undefined> {
    return record(deed, this.recorder);
  }

  /** Does what the rest of the arm builds on: again while a busy machine answers 503, a few times. Each try is written down. */
  async insist(deed: Deed): Promise<Answer | undefined> {
    for (let left = TRIES - 1; left > 0; left--) {
      const answer = await this.do(deed);
      if (answer && answer.status !== 503) return answer;
    }
    return this.do(deed);
  }

  load(schedule: OpenLoop): Promise<void> {
    return openLoop(schedule, this.recorder);
  }

  /** Begins a fault, writes it down, and hands back how to end it. A fault always ends, at the latest with the arm. */
  async begin(fault: Fault): Promise<() => Promise<void>> {
    const startedMs = this.recorder.now();
    this.says(fault.name);
    const underWay = { end: async (): Promise<void> => undefined };
    this.#underWay.add(underWay);
    const end = await fault.begin(this.shop);
    const begunMs = this.recorder.now();
    underWay.end = async () => {
      if (!this.#underWay.delete(underWay)) return;
      const endingMs = this.recorder.now();
      await end();
      // The window of the fault: from when it held to when its end was begun; `mendedMs` is when the part was whole again.
      this.recorder.add({
        kind: 'fault',
        target: fault.target,
        intendedMs: startedMs,
        startedMs: begunMs,
        endedMs: endingMs,
        outcome: 'ok',
        seen: { what: fault.name, mendedMs: this.recorder.now() },
      });
    };
    return underWay.end;
  }

  /** Ends what is still broken. */
  async mend(): Promise<void> {
    for (const { end } of [...this.#underWay]) await end();
  }

  /** GET /orders of one shopper at one replica: the guarded request that the whole project is about. */
  orders(shopper: number, replica: number): Deed {
    const order = this.shop.orders[replica % this.shop.orders.length];
    const who = this.shoppers[shopper % this.shoppers.length];
    if (!order || !who) throw new Error('The plan has no order service or no shopper');
    return {
      kind: 'orders',
      target: order.name,
      shopper,
      send: () => who.send('GET', `${order.url}/orders`),
    };
  }
}
