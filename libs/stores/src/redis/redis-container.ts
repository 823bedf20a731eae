import { askRedis } from './ask-redis.js';
import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { setTimeout as sleep } from 'node:timers/promises';
import { supervisor } from '../children/supervisor.js';
import { withFreePort } from '../free-port.js';
import { redisInfo } from './redis-info.js';
import { redisArguments, type RedisOptions } from './redis-options.js';
import type { RedisServer } from './redis-server.js';

const image = 'redis:7';
const startTimeoutMs = 15_000;

const docker = async (...args: string[]) => (await execa('docker', args)).stdout.trim();

/** A Redis in a container, for machines that have Docker but no Redis. Its `pid` is that of the engine's host. */
export function startRedisContainer(options: RedisOptions): Promise<RedisServer> {
  return withFreePort(options.port, async (port) => {
    const name = `doorman-redis-${randomUUID()}`;
    const remove = ['docker', 'rm', '--force', '--volumes', name];
    const inside = redisArguments({ ...options, port: 6379, directory: '/data', bind: '0.0.0.0' });
    const create = () =>
      docker(
        'run',
        '--detach',
        '--name',
        name,
        '--publish',
        `127.0.0.1:${port}:6379`,
        image,
        'redis-server',
        ...inside,
      );
    const readPid = async () => Number(await docker('inspect', '--format', '{{.State.Pid}}', name));

    const stop = async () => {
      await docker(...remove.slice(1));
      supervisor.releaseCommand(remove);
    };

    supervisor.holdCommand(remove);
    let pid: number;
    try {
      await create();
      await untilLoaded(port);
      pid = await readPid();
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      url: `redis://127.0.0.1:${port}`,
      port,
      get pid() {
        return pid;
      },
      ask: (command, ...args) => askRedis(`redis://127.0.0.1:${port}`, command, ...args),
      kill: async () => void (await docker('kill', '--signal', 'KILL', name)),
      freeze: async () => void (await docker('pause', name)),
      thaw: async () => void (await docker('unpause', name)),
      async restart({ empty = false } = {}) {
        if (empty) {
          await docker(...remove.slice(1));
          await create();
        } else await docker('restart', name);
        await untilLoaded(port);
        pid = await readPid();
      },
      stop,
    };
  });
}

async function untilLoaded(port: number): Promise<void> {
  const giveUpAt = performance.now() + startTimeoutMs;
  while ((await redisInfo(port))?.get('loading') !== '0') {
    if (performance.now() > giveUpAt)
      throw new Error(`the Redis container was not ready after ${startTimeoutMs} ms`);
    await sleep(20);
  }
}
