import { type RedisServer, startRedis } from './redis-server.js';
import { replication, startReplica, untilCopied, untilFollowing } from './replication.js';
import { type Sentinel, startSentinel, untilWatching } from './sentinel.js';
import { until } from './until.js';

/** Three, so that one may be lost and two still agree. */
const sentinelCount = 3;
const quorum = 2;
const name = 'doorman';

/** A primary, its replica, and three Sentinels that put the replica in the primary's place when that is silent for a second. */
export interface SentinelRedis {
  /** `redis+sentinel://127.0.0.1:…,127.0.0.1:…,127.0.0.1:…/doorman` */
  readonly url: string;
  /** The two Redis, in the order they were started; which of them is the primary changes. */
  readonly servers: readonly [RedisServer, RedisServer];
  readonly sentinels: readonly Sentinel[];
  /** The one that the Sentinels call the primary. */
  primary(): Promise<RedisServer>;
  /** The other one. */
  replica(): Promise<RedisServer>;
  /** Resolves when the Sentinels name another primary than this one and it takes writes. @throws Error after 30 s */
  untilPromoted(instead: RedisServer): Promise<RedisServer>;
  /** Has a former primary that is back follow the present one; Sentinel would, ten seconds later. Resolves when it has caught up. */
  demote(former: RedisServer): Promise<void>;
  /** Resolves when the replica has everything that was written so far: what it has not is lost with the primary. @throws Error after 30 s */
  untilCopied(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws StartFailed, or an Error that says how to get a Redis; then nothing is left running */
export async function startSentinelRedis(): Promise<SentinelRedis> {
  const started: { stop(): Promise<void> }[] = [];
  // Sentinels first: they must not see the primary go and act upon it.
  const stop = async () => {
    for (const each of started.toReversed()) await each.stop();
  };
  const add = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const each = await starting;
    started.push(each);
    return each;
  };
  try {
    const first = await add(startRedis());
    const second = await add(startReplica(first, { appendOnly: true }));
    const sentinels: Sentinel[] = [];
    while (sentinels.length < sentinelCount)
      sentinels.push(await add(startSentinel({ name, port: first.port, quorum })));
    for (const sentinel of sentinels)
      await untilWatching(sentinel, name, { others: sentinelCount - 1, replicas: 1 });
    return { ...watchedBy(sentinels, [first, second]), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function watchedBy(
  sentinels: readonly Sentinel[],
  servers: readonly [RedisServer, RedisServer],
): Omit<SentinelRedis, 'stop'> {
  const primary = async () => {
    const port = await namedPort(sentinels);
    const named = servers.find((server) => server.port === port);
    if (!named) throw new Error('The Sentinels name a primary that was not started here');
    return named;
  };
  const replica = async () => {
    const [first, second] = servers;
    return (await primary()) === first ? second : first;
  };
  return {
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${name}`,
    servers,
    sentinels,
    primary,
    replica,
    async untilPromoted(instead) {
      let promoted = instead;
      await until('No replica was promoted', async () => {
        promoted = await primary();
        return promoted !== instead && (await replication(promoted)).includes('role:master');
      });
      return promoted;
    },
    async demote(former) {
      const present = await primary();
      await former.ask('REPLICAOF', '127.0.0.1', String(present.port));
      await untilFollowing(present, former);
    },
    untilCopied: async () => untilCopied(await primary(), await replica()),
  };
}

/** @throws Error when no Sentinel answers */
async function namedPort(sentinels: readonly Sentinel[]): Promise<number> {
  let failure: unknown;
  for (const sentinel of sentinels) {
    try {
      const [, port] = (await sentinel.ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)) as string[];
      return Number(port);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
