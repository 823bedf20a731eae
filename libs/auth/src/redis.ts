import { type Cluster, Redis } from 'ioredis';
import { BoundedCluster } from './bounded-cluster.js';
import { AuthUnavailable, UnfitStore } from './errors.js';

/** What a strategy asks Redis through, whatever the deployment's shape. */
export type RedisConnection = Redis | Cluster;

export interface RedisSettings {
  readonly REDIS_URL: string;
  readonly STORE_TIMEOUT_MS: number;
}

/** Where a connection differs from the others. */
export interface RedisChoices {
  /** The version of RESP. ioredis speaks 3 and drops the `invalidate` messages of client tracking in it. */
  readonly protocol?: 2 | 3;
  /** Whether a new connection subscribes again by itself to what the lost one had. */
  readonly autoResubscribe?: boolean;
  /** `null`: once lost it stays lost, and every command of its fails at once. Otherwise it is made again. */
  readonly retryStrategy?: () => null;
}

/**
 * Opens a connection that answers or fails within `STORE_TIMEOUT_MS`, whatever happens to Redis. Under ioredis' defaults the first error after a
 * kill comes after 73 s, and a frozen server is never noticed: only a command time limit helps against that one.
 * @throws AuthUnavailable when Redis does not answer
 */
export async function openRedis(
  settings: RedisSettings,
  options: RedisChoices = {},
): Promise<RedisConnection> {
  const connection = construct(settings.REDIS_URL, settings.STORE_TIMEOUT_MS, options);
  // Without a listener a lost connection ends the process. The command that meets it reports it.
  connection.on('error', () => undefined);
  try {
    await within(connection.connect(), openingLimitMs(settings));
    return connection;
  } catch (cause) {
    connection.disconnect();
    throw new AuthUnavailable('Redis does not answer', cause);
  }
}

/** How long opening may take in all, in milliseconds: ioredis goes round the Sentinels for as long as none of them answers. */
const openingLimitMs = ({ REDIS_URL, STORE_TIMEOUT_MS }: RedisSettings): number =>
  (parse(REDIS_URL).hosts.length + 1) * connectLimitMs(STORE_TIMEOUT_MS);

async function within(opening: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No connection after ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([opening, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Closes without waiting for an answer that a frozen server never gives. */
export async function closeRedis(connection: RedisConnection): Promise<void> {
  await connection.quit().catch(() => undefined);
  connection.disconnect();
}

/** Every way a command can fail says the same to a request: we cannot know. */
export const asked = <T>(answer: Promise<T>): Promise<T> => answer.catch(unanswered);

/** @throws AuthUnavailable always */
export function unanswered(cause: unknown): never {
  throw new AuthUnavailable('Redis does not answer', cause);
}

/**
 * Sessions that Redis may evict are logins that end without anybody having decided it.
 * @throws UnfitStore when Redis evicts, AuthUnavailable when it does not answer
 */
export async function refuseEviction(connection: RedisConnection): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await asked(connection.info('memory')))?.[1] ?? 'unknown';
  if (policy === 'noeviction') return;
  throw new UnfitStore(
    `REDIS_URL: this Redis evicts keys when its memory is full (maxmemory-policy is ${policy}), which would log members out at random: set maxmemory-policy to noeviction`,
  );
}

/** Back within a second of Redis' return. */
const retryDelayMs = (attempt: number) => Math.min(25 * attempt, 100);

const connectLimitMs = (timeoutMs: number) => Math.max(timeoutMs, 1000);

/**
 * Where another server may have taken over, a connection that is owed an answer and stays silent is given up: a frozen primary keeps its
 * connections open, and nothing else would ever tell us to look for its successor.
 */
const giveUpSilent = (timeoutMs: number) => ({
  socketTimeout: 2 * timeoutMs,
  disconnectTimeout: timeoutMs,
});

function construct(url: string, timeoutMs: number, choices: RedisChoices): RedisConnection {
  const { protocol, hosts, name, password, username } = parse(url);
  const isSecure = protocol.startsWith('rediss');
  const limits = {
    commandTimeout: timeoutMs,
    connectTimeout: connectLimitMs(timeoutMs),
    maxRetriesPerRequest: 1,
    ...choices,
    ...(isSecure && { tls: {} }),
    ...(username && { username }),
    ...(password && { password }),
  };
  const start = { lazyConnect: true, enableOfflineQueue: false };
  if (protocol.endsWith('+cluster')) {
    const redisOptions = { ...limits, ...giveUpSilent(timeoutMs) };
    const options = { ...start, clusterRetryStrategy: retryDelayMs, redisOptions };
    return new BoundedCluster(hosts, options, timeoutMs);
  }
  const single = { ...start, retryStrategy: retryDelayMs, ...limits };
  if (protocol.endsWith('+sentinel')) {
    return new Redis({
      ...single,
      ...giveUpSilent(timeoutMs),
      sentinels: hosts,
      name,
      sentinelRetryStrategy: retryDelayMs,
      sentinelCommandTimeout: timeoutMs,
      // `tls` alone would leave both ways in the clear.
      ...(isSecure && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
    });
  }
  return new Redis({ ...single, ...hosts[0], ...(name && { db: Number(name) }) });
}

function parse(url: string) {
  const parts =
    /^(?<protocol>[a-z+]+):\/\/(?:(?<username>[^:@]*):(?<password>[^@]*)@)?(?<hosts>[^/]+)(?:\/(?<name>.*))?$/.exec(
      url,
    );
  if (!parts?.groups) throw new TypeError('Not a Redis address');
  const { protocol = '', hosts = '', name = '', username, password } = parts.groups;
  return {
    protocol,
    name,
    username: username && decodeURIComponent(username),
    password: password && decodeURIComponent(password),
    hosts: hosts.split(',').map((host) => {
      const [hostname = '', port] = host.split(':');
      return { host: hostname, port: Number(port ?? (protocol.endsWith('+sentinel') ? 26_379 : 6379)) };
    }),
  };
}
