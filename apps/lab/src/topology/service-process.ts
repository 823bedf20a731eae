import { fileURLToPath } from 'node:url';
import { type Child, supervisor, untilReady, withFreePort } from '@doorman/stores';
import type { Environment } from './settings.js';

const startTimeoutMs = 60_000;
const probeTimeoutMs = 1_000;

/** A member or order service that runs, and what can be done to it. Every method resolves when it has happened. */
export interface ServiceProcess {
  /** `member-1`, `order-2` */
  readonly name: string;
  /** Without a slash at the end; stays the same over restarts. */
  readonly url: string;
  /** Changes with every restart. */
  readonly pid: number;
  /** Everything it was given when it was last started, secrets too: in memory alone, never for a result. */
  readonly settings: Environment;
  /** The last lines it logged, oldest first. */
  lastLines(): string;
  kill(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Starts it again on the same port with the same settings, changed by `environment`; stops it first when it runs. */
  restart(environment?: Environment): Promise<void>;
  /** SIGTERM: it drains. */
  stop(): Promise<void>;
}

/**
 * Starts `apps/<app>` as it was built, on a free port, and waits until it says that it is ready.
 * @throws StartFailed with what the service printed, such as the settings it refuses.
 */
export function startService(
  app: 'member' | 'order',
  replica: number,
  settings: Environment,
): Promise<ServiceProcess> {
  const name = `${app}-${replica}`;
  return withFreePort(undefined, async (port) => {
    let environment: Environment = { ...settings, PORT: String(port) };
    let child = await start(app, name, environment);
    return {
      name,
      url: urlOf(port),
      get pid() {
        return child.pid;
      },
      get settings() {
        return environment;
      },
      lastLines: () => child.lastLines(),
      kill: () => child.kill(),
      freeze: () => child.freeze(),
      thaw: () => child.thaw(),
      async restart(changes = {}) {
        await child.stop();
        environment = { ...environment, ...changes };
        child = await start(app, name, environment);
      },
      stop: async () => void (await child.stop()),
    };
  });
}

const urlOf = (port: number | string) => `http://127.0.0.1:${port}`;

async function start(app: string, name: string, environment: Environment): Promise<Child> {
  const script = fileURLToPath(new URL(`../../../${app}/dist/main.js`, import.meta.url));
  const child = supervisor.start({
    name,
    tier: 'service',
    file: process.execPath,
    args: ['--enable-source-maps', script],
    environment,
  });
  try {
    await untilReady(child, () => saysReady(`${urlOf(environment.PORT ?? '')}/health/ready`), startTimeoutMs);
  } catch (error) {
    await child.kill();
    throw error;
  }
  return child;
}

async function saysReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false; // not listening yet
  }
}
