import type { StrategyName } from '@doorman/auth';
import {
  type ProvidedPostgres,
  type ProvidedRedis,
  type SentinelRedis,
  providePostgres,
  provideRedis,
  startReplica,
  startSentinelRedis,
} from '@doorman/stores';
import type { TcpProxy } from '../faults/tcp-proxy.js';
import { allOrNone } from './all-or-none.js';
import { Links } from './links.js';
import { type Preload, preloadFolder, preloading } from './preload.js';
import type { Service } from './service.js';
import { startService } from './service-process.js';
import { otherNode } from './other-nodes.js';
import { type Environment, memberSettings, sharedSettings } from './settings.js';

export interface TopologyOptions {
  readonly strategy: StrategyName;
  /** How many member services; 1 when absent. */
  readonly members?: number;
  /** How many order services; 1 when absent. */
  readonly orders?: number;
  /** Settings for every service, over those that they get anyway. */
  readonly environment?: Environment;
  /** What is loaded into every service before it starts. */
  readonly preload?: Preload;
  /** The major version of another Node that runs the services; ours when absent. */
  readonly node?: number;
  /** Whether every service reaches Redis through a proxy of its own. */
  readonly proxied?: boolean;
  /** Whether Redis has a replica, and Sentinels that promote it; every service is told to ask those. Not together with `proxied`. */
  readonly sentinel?: boolean;
  /** What the proxies' chance comes from. */
  readonly seed?: number;
  /** Hears what is being started. */
  readonly onProgress?: (doing: string) => void;
}

/** The shop: one Redis, one PostgreSQL with a database per service, M members, N orders. */
export interface Topology {
  readonly strategy: StrategyName;
  readonly members: readonly Service[];
  readonly orders: readonly Service[];
  /** Behind Sentinels the one that was the primary first. */
  readonly redis: ProvidedRedis;
  /** Where Sentinels watch over Redis. */
  readonly sentinel?: SentinelRedis;
  /** Under `replicated-session` those beside services, members first; else none. */
  readonly replicas: readonly ProvidedRedis[];
  /** The ways to Redis, by service, where they lead through proxies; else empty. */
  readonly links: ReadonlyMap<string, TcpProxy>;
  readonly postgres: Omit<ProvidedPostgres, 'createDatabase'>;
  /** Services drain into the stores, so they stop first. */
  stop(): Promise<void>;
}

/**
 * Starts the shop as processes under one strategy and waits until every service says that it is ready. Needs the services built.
 * @throws StartFailed with the words of the first process that did not start; then nothing is left running.
 */
export async function startTopology(options: TopologyOptions): Promise<Topology> {
  const { strategy, members: memberCount = 1, orders: orderCount = 1, preload, onProgress } = options;
  const replicatesSessions = strategy === 'replicated-session';
  const stack: { stop(): Promise<void> }[][] = [];
  const stop = async () => {
    for (const layer of stack.toReversed()) await Promise.all(layer.map((each) => each.stop()));
  };
  const add = async <T extends { stop(): Promise<void> }>(starting: readonly Promise<T>[]): Promise<T[]> => {
    const layer = await allOrNone(starting);
    stack.push(layer);
    return layer;
  };

  try {
    const node = options.node === undefined ? process.execPath : await otherNode(options.node);
    onProgress?.('Redis and PostgreSQL');
    const [startingStore, startingPostgres] = [startStore(options), providePostgres()];
    await add<{ stop(): Promise<void> }>([startingStore, startingPostgres]);
    const [{ url, stores }, postgres] = [await startingStore, await startingPostgres];
    const { redis } = stores;
    const shared = sharedSettings(strategy, url, {
      ...(preload && preloading(preload, preloadFolder)),
      ...options.environment,
    });

    onProgress?.(`${memberCount} member and ${orderCount} order`);
    const forMembers = {
      ...memberSettings(),
      ...shared,
      DATABASE_URL: await postgres.createDatabase('member'),
    };
    const replicas = await add(
      times(replicatesSessions ? memberCount + orderCount : 0, () => startReplica(redis)),
    );
    const links = new Links(redis.url, options.seed ?? 1);
    await add([Promise.resolve(links)]);
    /** What differs from one service to the next: its own replica, its own way to Redis. */
    const own = async (name: string, n: number): Promise<Environment> => {
      const replica = replicas[n - 1];
      return {
        ...(replica && { REDIS_REPLICA_URL: replica.url }),
        ...(options.proxied && { REDIS_URL: await links.to(name) }),
      };
    };
    const members = await add(
      times(memberCount, async (n) =>
        startService('member', n, { ...forMembers, ...(await own(`member-${n}`, n)) }, node),
      ),
    );
    const orderSettings = {
      ...shared,
      DATABASE_URL: await postgres.createDatabase('order'),
      MEMBER_URL: members[0]?.url ?? '',
    };
    const orders = await add(
      times(orderCount, async (n) =>
        startService('order', n, { ...orderSettings, ...(await own(`order-${n}`, memberCount + n)) }, node),
      ),
    );
    return { strategy, members, orders, ...stores, replicas, links: links.byService, postgres, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Redis as it is asked for, and the address that services are told. */
async function startStore({ sentinel: watched }: TopologyOptions) {
  if (!watched) {
    const redis = await provideRedis();
    return { url: redis.url, stores: { redis }, stop: () => redis.stop() };
  }
  const sentinel = await startSentinelRedis();
  return {
    url: sentinel.url,
    stores: { redis: sentinel.servers[0], sentinel },
    stop: () => sentinel.stop(),
  };
}

/** The results for 1 to `count`. */
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));
