import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../children/child.js';
import { untilReady } from '../children/ready.js';
import { supervisor } from '../children/supervisor.js';
import { withFreePort } from '../free-port.js';
import { askRedis } from './ask-redis.js';
import { findRedis } from './find-redis.js';
import { redisInfo } from './redis-info.js';

const startTimeoutMs = 15_000;

/** One Sentinel of ours. */
export interface Sentinel {
  readonly port: number;
  readonly pid: number;
  kill(): Promise<void>;
  /** SIGSTOP: accepts connections, never answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  ask(command: string, ...args: string[]): Promise<unknown>;
  /** Ends it and removes what it wrote down. */
  stop(): Promise<void>;
}

/** What a Sentinel is to watch. */
export interface Watched {
  /** What clients ask for the primary by. */
  readonly name: string;
  /** The primary's, on 127.0.0.1. */
  readonly port: number;
  /** How many Sentinels must find it dead. */
  readonly quorum: number;
}

/**
 * How long a Redis must be silent to be dead, and how long one attempt to replace it may take, in milliseconds. Sentinel's own default is 30 s of
 * silence; a second is about the least that a busy machine does not mistake for death.
 */
const downAfterMs = 1000;
const failoverMs = 2000;

/**
 * `redis-server --sentinel` on a free port of 127.0.0.1.
 * @throws StartFailed with what it printed; an Error where Redis comes in containers, which cannot reach each other at 127.0.0.1
 */
export async function startSentinel(watched: Watched): Promise<Sentinel> {
  const found = await findRedis();
  if (found.by === 'docker')
    throw new Error('Sentinel needs redis-server or valkey-server on the path: there is only Docker here');
  return withFreePort(undefined, async (port) => {
    // Sentinel writes down in its settings file what it has learned, and refuses to start without one.
    const directory = await supervisor.directory('doorman-sentinel-');
    const settings = join(directory, 'sentinel.conf');
    await writeFile(settings, sentinelSettings(port, directory, watched));
    const child = supervisor.start({
      name: 'sentinel',
      tier: 'store',
      file: found.file,
      args: [settings, '--sentinel'],
    });
    const stop = async () => {
      await child.stop();
      await supervisor.removeDirectory(directory);
    };
    const sentinel: Sentinel = {
      port,
      pid: child.pid,
      kill: () => child.kill(),
      freeze: () => child.freeze(),
      thaw: () => child.thaw(),
      ask: (command, ...args) => askRedis(`redis://127.0.0.1:${port}`, command, ...args),
      stop,
    };
    try {
      await untilReady(child, () => isReady(port, child), startTimeoutMs);
      await introduceSoon(sentinel);
    } catch (error) {
      await stop();
      throw error;
    }
    return sentinel;
  });
}

const sentinelSettings = (port: number, directory: string, { name, port: primary, quorum }: Watched) =>
  [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${directory}`,
    `sentinel monitor ${name} 127.0.0.1 ${primary} ${quorum}`,
    `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
    `sentinel failover-timeout ${name} ${failoverMs}`,
    '',
  ].join('\n');

const isReady = async (port: number, { pid }: Child) =>
  (await redisInfo(port))?.get('process_id') === String(pid);

/** Sentinels find each other by what each says every two seconds; from Redis 7 on they can be asked to say it more often. */
async function introduceSoon(sentinel: Sentinel): Promise<void> {
  await sentinel.ask('SENTINEL', 'DEBUG', 'PUBLISH-PERIOD', '100').catch(() => undefined);
}

/** Resolves when this Sentinel knows so many others and replicas, so that it could replace the primary. @throws Error after 15 s */
export async function untilWatching(
  sentinel: Sentinel,
  name: string,
  wanted: { readonly others: number; readonly replicas: number },
): Promise<void> {
  const giveUpAt = performance.now() + startTimeoutMs;
  for (;;) {
    const flat = (await sentinel.ask('SENTINEL', 'MASTER', name)) as string[];
    const known = (field: string) => Number(flat[flat.indexOf(field) + 1]);
    if (known('num-other-sentinels') >= wanted.others && known('num-slaves') >= wanted.replicas) return;
    if (performance.now() > giveUpAt) throw new Error('The Sentinels did not find each other');
    await sleep(20);
  }
}
