import { findOnPath } from '@doorman/stores';
import { DriverMissing } from '../driver.js';
import type { Docker } from './docker.js';

/** From this version on a file may name a dependency that a profile leaves out (docs/deployment.md). */
const OLDEST_COMPOSE = [2, 20] as const;
const PATIENCE_MS = 10_000;

/** What there is to run containers with. */
export interface Engine {
  readonly docker: string;
  readonly compose: string;
}

/** @throws DriverMissing with what to do next, when there is no engine that answers or no Compose that is new enough */
export async function findEngine(docker: Docker): Promise<Engine> {
  if ((await findOnPath('docker')) === undefined)
    throw new DriverMissing(
      'docker is not installed: see https://docs.docker.com/get-docker/, or leave --on compose out',
    );
  const ask = (...args: string[]) => docker.run(args, PATIENCE_MS).catch(() => '');
  const [engine, compose] = await Promise.all([
    ask('version', '--format', '{{.Server.Version}}'),
    ask('compose', 'version', '--short'),
  ]);
  return checkedEngine(engine.trim(), compose.trim());
}

/** @param compose as `docker compose version --short` prints it: `2.40.3`, `v2.20.0-desktop.1` @throws DriverMissing */
export function checkedEngine(docker: string, compose: string): Engine {
  if (docker === '')
    throw new DriverMissing('docker is not running: start Docker, or leave --on compose out');
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(compose) ?? []).slice(1).map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_COMPOSE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
    throw new DriverMissing(
      `docker compose ${compose === '' ? 'is missing' : `${compose} is too old`}: install ${oldestMajor}.${oldestMinor} or newer, or leave --on compose out`,
    );
  return { docker, compose };
}
