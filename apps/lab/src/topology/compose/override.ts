import { fileURLToPath } from 'node:url';
import { preloadFolder } from '../preload.js';
import type { Environment } from '../settings.js';

/** The ports that services have inside, as docker-compose.yml says. */
export const insidePorts = { member: 3001, order: 3002 } as const;

export type App = keyof typeof insidePorts;

/** Where the modules are that can be loaded first: beside the service's own, which they reach into. */
export const preloadInside = new URL('file:///app/preload/');

/** Dead stays dead until it is started again: what dies is what is asked about. */
const once = { restart: 'no' };

/**
 * What a run changes in docker-compose.yml. Every replica can be reached on its own, at a port of 127.0.0.1 that Docker finds; that takes a network with a
 * way out, which services do not have otherwise. Settings are each app's own, so that a private key is member's alone.
 */
export function overrideOf(settings: Readonly<Record<App, Environment>>): string {
  const service = (app: App) => ({
    ...once,
    ports: [`127.0.0.1::${insidePorts[app]}`],
    networks: ['outside'],
    environment: mapValues(settings[app], literal),
    volumes: [`${literal(fileURLToPath(preloadFolder))}:${preloadInside.pathname}:ro`],
  });
  const services = {
    member: service('member'),
    order: service('order'),
    redis: once,
    'redis-of-member': once,
    'redis-of-order': once,
    postgres: once,
  };
  return `${JSON.stringify({ services }, null, 2)}\n`;
}

/** What stands in docker-compose.yml itself in the place of a value, for `--env-file`. It also keeps a `.env` beside that file out. */
export const environmentFile = (values: Environment): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');

/** As Compose reads it back: a dollar sign would begin the name of a setting. */
const literal = (value: string): string => value.replaceAll('$', '$$$$');

const mapValues = (values: Environment, change: (value: string) => string): Environment =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
