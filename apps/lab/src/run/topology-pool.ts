import type { TopologyPlan } from '../experiment.js';
import type { Site } from '../topology/driver.js';
import type { Topology } from '../topology/topology.js';

/** Runs that need the same shop use the same one, one after the other: starting one takes longer than most runs. */
export const topologyKey = ({ environment = {}, ...plan }: TopologyPlan): string =>
  JSON.stringify([sorted(plan), sorted(environment)]);

const sorted = (values: object): [string, unknown][] =>
  Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));

/** A shop, started when it is first needed. */
export class SharedTopology {
  #shop: Topology | undefined;

  constructor(
    private readonly site: Pick<Site, 'start'>,
    private readonly plan: TopologyPlan,
    private readonly seed: number,
  ) {}

  /** The shop in good health: a fault that left it otherwise has it started anew. A start may fail once, as on a machine that is too busy. */
  async get(says: (doing: string) => void): Promise<Topology> {
    if (this.#shop && (await isReady(this.#shop))) return this.#shop;
    await this.stop();
    says(`starting ${this.plan.strategy}`);
    this.#shop = await this.#start().catch(() => {
      says(`starting ${this.plan.strategy} once more`);
      return this.#start();
    });
    return this.#shop;
  }

  #start(): Promise<Topology> {
    return this.site.start({ ...this.plan, seed: this.seed });
  }

  async stop(): Promise<void> {
    await this.#shop?.stop();
    this.#shop = undefined;
  }
}

/** How long services get to find back to a store that was broken, in milliseconds. */
const PATIENCE_MS = 3000;

async function isReady({ members, orders }: Topology): Promise<boolean> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (const { url } of [...members, ...orders]) {
    for (;;) {
      const ready = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (ready) break;
      if (performance.now() > giveUpAt) return false;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return true;
}
