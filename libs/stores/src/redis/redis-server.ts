import { type Child } from '../children/child.js';
import { untilReady } from '../children/ready.js';
import { supervisor } from '../children/supervisor.js';
import { withFreePort } from '../free-port.js';
import type { Faults } from '../store-faults.js';
import { askRedis } from './ask-redis.js';
import { findRedis } from './find-redis.js';
import { startRedisContainer } from './redis-container.js';
import { redisArguments, type RedisOptions } from './redis-options.js';
import { redisInfo } from './redis-info.js';

const startTimeoutMs = 15_000;

/** A Redis that we started. */
export interface RedisServer extends Faults {
  readonly url: string;
  readonly port: number;
  /** Changes with every restart. */
  readonly pid: number;
  /** Starts it again on the same port with the same data, or `empty`; stops it first when it runs. */
  restart(options?: { empty?: boolean }): Promise<void>;
  /** One command on a connection of its own: `ask('CONFIG', 'SET', 'maxmemory', '1')`. */
  ask(command: string, ...args: string[]): Promise<unknown>;
}

/**
 * A real Redis on 127.0.0.1, ready to answer, in about 50 ms. It ends with this process, whatever the exit.
 * @throws StartFailed with what Redis printed, or an Error that says how to get a Redis.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const found = await findRedis();
  if (found.by === 'docker') return startRedisContainer(options);
  return withFreePort(options.port, (port) => startRedisProcess(found.file, port, options));
}

async function startRedisProcess(file: string, port: number, options: RedisOptions): Promise<RedisServer> {
  const ownDirectory = options.directory === undefined;
  let directory = options.directory ?? (await supervisor.directory('doorman-redis-'));
  const start = async () => {
    const args = redisArguments({ ...options, port, directory });
    const started = supervisor.start({ name: 'redis', tier: 'store', file, args });
    try {
      await untilReady(started, () => isReady(port, started.pid), startTimeoutMs);
    } catch (error) {
      await started.kill();
      throw error;
    }
    return started;
  };
  const discard = async () => {
    if (ownDirectory) await supervisor.removeDirectory(directory);
  };
  let child: Child;
  try {
    child = await start();
  } catch (error) {
    await discard();
    throw error;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid;
    },
    ask: (command, ...args) => askRedis(`redis://127.0.0.1:${port}`, command, ...args),
    kill: () => child.kill(),
    freeze: () => child.freeze(),
    thaw: () => child.thaw(),
    async restart({ empty = false } = {}) {
      await child.stop();
      if (empty) {
        await discard();
        directory = await supervisor.directory('doorman-redis-');
      }
      child = await start();
    },
    async stop() {
      await child.stop();
      await discard();
    },
  };
}

/** Whether the process we started is the one that answers, with its data loaded: another Redis may have won the port. */
async function isReady(port: number, pid: number): Promise<boolean> {
  const info = await redisInfo(port);
  return info?.get('process_id') === String(pid) && info.get('loading') === '0';
}
