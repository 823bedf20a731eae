import { fileURLToPath } from 'node:url';
import { type Child, supervisor, untilReady, withFreePort } from '@doorman/stores';
import { saysReady } from './says-ready.js';
import type { Service } from './service.js';
import type { Environment } from './settings.js';

const startTimeoutMs = 60_000;

/**
 * Starts `apps/<app>` as it was built, by `node` (a path), on a free port, and waits until it says that it is ready.
 * @throws StartFailed with what the service printed, such as the settings it refuses.
 */
export function startService(
  app: 'member' | 'order',
  replica: number,
  settings: Environment,
  node = process.execPath,
): Promise<Service> {
  const name = `${app}-${replica}`;
  return withFreePort(undefined, async (port) => {
    let environment: Environment = { ...settings, PORT: String(port) };
    let child = await start(app, name, environment, node);
    return {
      name,
      url: urlOf(port),
      get pid() {
        return child.pid;
      },
      get settings() {
        return environment;
      },
      kill: () => child.kill(),
      freeze: () => child.freeze(),
      thaw: () => child.thaw(),
      async restart(changes = {}) {
        await child.stop();
        environment = { ...environment, ...changes };
        child = await start(app, name, environment, node);
      },
      stop: async () => void (await child.stop()),
    };
  });
}

const urlOf = (port: number | string) => `http://127.0.0.1:${port}`;

async function start(app: string, name: string, environment: Environment, node: string): Promise<Child> {
  const script = fileURLToPath(new URL(`../../../${app}/dist/main.js`, import.meta.url));
  const child = supervisor.start({
    name,
    tier: 'service',
    file: node,
    args: ['--enable-source-maps', script],
    environment,
  });
  try {
    await untilReady(child, () => saysReady(urlOf(environment.PORT ?? '')), startTimeoutMs);
  } catch (error) {
    await child.kill();
    throw error;
  }
  return child;
}
