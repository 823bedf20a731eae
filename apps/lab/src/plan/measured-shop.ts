import type { Generator } from '../load/closed-loop/generator.js';
import type { Job } from '../load/closed-loop/messages.js';
import { clone, keysMadeBy, removeClones } from '../load/members/cloned-logins.js';
import { ageSessions, clonedCookie, credentialsOf } from '../load/members/credentials.js';
import { Shopper } from '../load/shopper.js';
import { type Part, demandMicros, phasesIn, requestsIn, runPhase } from '../measure/closed-loop-phase.js';
import { settledMemory } from '../measure/redis-memory.js';
import { memoryOf } from '../measure/service-memory.js';
import { Stage } from '../run/stage.js';
import { startTopology } from '../topology/topology.js';
import type { PlannedStrategy } from './demands.js';
import { strategyFacts } from './strategy-facts.js';

/** CPU per request by part, in microseconds. */
export type Costs = Readonly<Record<Part, number>>;

/** What one round of load came to. */
export interface Round {
  /** Of credentials that order has seen before. */
  readonly known: Costs;
  /** Of ones that it has not; absent where it remembers none. */
  readonly unseen?: Costs;
  /** Of sessions whose idle limit is moved; absent where there is none. */
  readonly touched?: Costs;
}

/** What does not differ from round to round. */
export interface Sizes {
  /** Of Redis, for one login. */
  readonly storeBytes: number;
  /** Of order, for one credential that it has seen. */
  readonly rememberedBytes: number;
  readonly credentialBytes: number;
}

const OTHER_MAX_SHARE = 0.02;
const CONNECTIONS = 64;
/** Logged in where credentials cannot be made from outside. */
const SHOPPERS = 32;
const CREDENTIALS = 3000;
const WARM = { forMs: 24_000, requests: 48_000 } as const;
const ROUND_MS = 1200;
const AWAKENING_MS = 2500;
/** Copies of sessions are dropped by announcements, which take a moment to be read. */
const UNUSED_SECONDS = 120;
/** Just below powers of two, at which Redis' tables of keys double. */
const [FEW, MANY] = [1000, 16_000];
const REMEMBERED = 15_000;

/** A shop with one order service under one strategy, asked what its parts use. */
export class MeasuredShop {
  readonly #facts;
  /** The credentials of the last round. */
  #seen: readonly Readonly<Record<string, string>>[] = [];

  private constructor(
    readonly strategy: PlannedStrategy,
    readonly stage: Stage,
    private readonly generator: Generator,
  ) {
    this.#facts = strategyFacts[strategy];
  }

  static async open(strategy: PlannedStrategy, generator: Generator): Promise<MeasuredShop> {
    const shop = await startTopology({ strategy, members: 1, orders: 1, preload: 'collects-garbage' });
    const stage = new Stage(shop, () => undefined);
    const made = CLONED.has(strategy) ? 1 : SHOPPERS;
    await stage.admit({ topology: { strategy, members: 1, orders: 1 }, shoppers: made });
    return new MeasuredShop(strategy, stage, generator);
  }

  close(): Promise<void> {
    return this.stage.shop.stop();
  }

  /** Until V8 has compiled what there is to compile, on the way of unseen credentials too. */
  async warm(): Promise<void> {
    this.#seen = await this.#credentials();
    await this.generator.run({ ...this.#job(this.#seen), ...WARM });
  }

  async round(): Promise<Round> {
    // While the other shops had their turns, this one's memory left the caches of the processor, and may have been reclaimed.
    await this.generator.run({ ...this.#job(this.#seen), forMs: AWAKENING_MS });
    const headers = await this.#credentials();
    this.#seen = headers;
    const job = this.#job(headers);
    const once = { ...job, forMs: 10 * ROUND_MS, requests: headers.length };
    const { remembers, touchSeconds } = this.#facts;
    const unseen = remembers && (await this.#costs('unseen', once));
    const known = await this.#costs('known', { ...job, forMs: ROUND_MS });
    if (touchSeconds === undefined) return { known, ...(unseen && { unseen }) };
    await ageSessions(0, headers.length - 1, UNUSED_SECONDS, this.stage);
    return { known, ...(unseen && { unseen }), touched: await this.#costs('touched', once) };
  }

  async sizes(): Promise<Sizes> {
    const [credential = {}] = await credentialsOf(this.strategy, 1, this.stage);
    const [[name, value] = ['', '']] = Object.entries(credential);
    return {
      storeBytes: await this.#storeBytes(),
      rememberedBytes: await this.#rememberedBytes(),
      credentialBytes: Buffer.byteLength(`${name}: ${value}\r\n`),
    };
  }

  #credentials(): Promise<Readonly<Record<string, string>>[]> {
    return credentialsOf(this.strategy, CREDENTIALS, this.stage);
  }

  #job(headers: readonly Readonly<Record<string, string>>[]) {
    const ports = this.stage.shop.orders.map(({ url }) => Number(new URL(url).port));
    return { ports, path: '/orders', connections: CONNECTIONS, headers, forMs: ROUND_MS };
  }

  /** @throws Error when requests were not answered 200: what was measured would be something else. A few 503 on a busy machine are no matter. */
  async #costs(name: string, job: Job): Promise<Costs> {
    await runPhase(name, job, this.generator, this.stage);
    const phase = phasesIn(this.stage.recorder.operations, name).at(-1);
    if (!phase || phase.refused > 0 || phase.ok < (1 - OTHER_MAX_SHARE) * requestsIn(phase))
      throw new Error(
        `Under ${this.strategy} ${phase?.refused ?? 0} requests were answered 401 and ${phase?.other ?? 0} otherwise than 200.`,
      );
    const of = (part: Part) => demandMicros(phase, part);
    return {
      order: of('order'),
      member: of('member'),
      redis: of('redis'),
      replicas: of('replicas'),
      database: of('database'),
      network: of('network'),
      generator: of('generator'),
    };
  }

  async #storeBytes(): Promise<number> {
    const { redis } = this.stage.shop;
    const newcomer = new Shopper(this.stage.shop);
    const [login] = await keysMadeBy(redis, async () => {
      await newcomer.register();
      await newcomer.login();
    });
    if (!login) return 0;
    await removeClones(redis, login, 0, CREDENTIALS - 1);
    await clone(redis, login, 0, FEW - 1);
    const few = await this.#memoryWith(FEW, newcomer);
    await clone(redis, login, FEW, MANY - 1);
    const many = await this.#memoryWith(MANY, newcomer);
    await removeClones(redis, login, 0, MANY - 1);
    return (many - few) / (MANY - FEW);
  }

  /** Of Redis, which notes who has a copy of what: so where there are copies there is one of every login. */
  async #memoryWith(logins: number, newcomer: Shopper): Promise<number> {
    if (this.strategy === 'cached-session') {
      const headers = Array.from({ length: logins }, (_, n) => clonedCookie(newcomer, n));
      await this.generator.run({ ...this.#job(headers), forMs: 60_000, requests: logins });
    }
    return settledMemory(this.stage.shop.redis);
  }

  /** By what order keeps before and after it has seen so many. */
  async #rememberedBytes(): Promise<number> {
    const [order] = this.stage.shop.orders;
    if (!order || !this.#facts.remembers) return 0;
    // Whoever was seen before makes place, which would be counted as gain.
    await order.restart();
    const asked = async (count: number) => {
      const headers = await credentialsOf(this.strategy, count, this.stage);
      await this.generator.run({ ...this.#job(headers), forMs: 60_000, requests: count });
      return (await memoryOf(order)).kept;
    };
    const few = await asked(FEW);
    return ((await asked(REMEMBERED)) - few) / (REMEMBERED - (this.strategy === 'cached-session' ? FEW : 0));
  }
}

const CLONED: ReadonlySet<PlannedStrategy> = new Set([
  'redis-session',
  'replicated-session',
  'cached-session',
  'shared-secret-jwt',
  'public-key-jwt',
]);
