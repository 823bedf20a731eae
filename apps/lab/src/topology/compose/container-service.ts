import { setTimeout as delay } from 'node:timers/promises';
import { saysReady } from '../says-ready.js';
import type { Service } from '../service.js';
import type { Environment } from '../settings.js';
import type { Container } from './container.js';
import { type App, insidePorts } from './override.js';

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

/** Which service of the project it is, and how one of its containers is made again with other settings. */
export interface ServiceSpec {
  readonly app: App;
  /** `order-2` */
  readonly name: string;
  readonly settings: Environment;
  recreate(container: Container, settings: Environment): Promise<Container>;
}

/** @throws Error with what it printed when it does not become ready */
export async function containerService(started: Container, spec: ServiceSpec): Promise<Service> {
  const { app, name, recreate } = spec;
  let { settings } = spec;
  let container = started;
  let url = await untilReady(container, app, name);
  return {
    name,
    get url() {
      return url;
    },
    pid: undefined,
    get settings() {
      return settings;
    },
    kill: () => container.kill(),
    freeze: () => container.freeze(),
    thaw: () => container.thaw(),
    async restart(changes) {
      await container.stop();
      if (changes && Object.keys(changes).length > 0) {
        settings = { ...settings, ...changes };
        container = await recreate(container, settings);
      } else await container.start();
      url = await untilReady(container, app, name);
    },
    stop: () => container.stop(),
  };
}

/** @returns its address */
async function untilReady(container: Container, app: App, name: string): Promise<string> {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const code = await container.exitCode();
    if (code !== undefined)
      throw new Error(`${name} ended with code ${code} while starting:\n${await container.logs()}`);
    const url = await container.publishedPort(insidePorts[app]).then(
      (port) => `http://127.0.0.1:${port}`,
      () => undefined, // it may have ended meanwhile, which is seen next time
    );
    if (url !== undefined && (await saysReady(url))) return url;
    if (performance.now() > giveUpAt)
      throw new Error(`${name} was not ready after ${START_TIMEOUT_MS} ms:\n${await container.logs()}`);
    await delay(POLL_MS);
  }
}
