import { setTimeout as delay } from 'node:timers/promises';
import type { ProvidedRedis } from '@doorman/stores';
import type { Container } from './container.js';
import type { Project } from './project.js';

const START_TIMEOUT_MS = 30_000;

/** A Redis of the project. It is asked inside its container, so it needs no way in from outside; its address is the one inside, too. */
export async function containerRedis(service: string, project: Project): Promise<ProvidedRedis> {
  let container = await only(service, project);
  const ask: ProvidedRedis['ask'] = async (command, ...args) =>
    replyIn(await container.exec('redis-cli', '-2', '-e', '--json', command, ...args));
  return {
    url: `redis://${service}:6379`,
    pid: undefined,
    ask,
    kill: () => container.kill(),
    freeze: () => container.freeze(),
    thaw: () => container.thaw(),
    async restart({ empty = false } = {}) {
      await container.stop();
      if (empty) {
        await container.remove();
        await project.removeVolume(service);
        await project.fill(service);
        container = await only(service, project);
      } else await container.start();
      await untilLoaded(ask);
    },
    stop: () => container.stop(),
  };
}

async function only(service: string, project: Project): Promise<Container> {
  const [container] = await project.containers(service);
  if (!container) throw new Error(`there is no container of ${service}`);
  return container;
}

/** `redis-cli --json` prints JSON, but for long texts such as that of INFO, which it prints as they are. */
export function replyIn(printed: string): unknown {
  try {
    return JSON.parse(printed);
  } catch {
    return printed;
  }
}

/** @throws Error when it has not read its data in time */
async function untilLoaded(ask: ProvidedRedis['ask']): Promise<void> {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  const isLoaded = () => ask('INFO', 'persistence').then((info) => String(info).includes('loading:0'));
  while (!(await isLoaded().catch(() => false))) {
    if (performance.now() > giveUpAt) throw new Error(`Redis was not ready after ${START_TIMEOUT_MS} ms`);
    await delay(20);
  }
}
