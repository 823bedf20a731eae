import type { Service } from '../topology/service.js';
import type { Environment } from '../topology/settings.js';
import type { Fault } from './fault.js';

type App = 'members' | 'orders';

const nameOf = (app: App, at: number): string => `${app === 'members' ? 'member' : 'order'}-${at + 1}`;

/** SIGKILL of one service; mended by starting it again. */
export function serviceKilled(app: App, at = 0): Fault {
  const target = nameOf(app, at);
  return {
    name: `${target} is killed`,
    target,
    async begin(shop) {
      await shop[app][at]?.kill();
      return async () => shop[app][at]?.restart();
    },
  };
}

/** SIGSTOP of one service: it accepts and never answers. */
export function serviceFrozen(app: App, at = 0): Fault {
  const target = nameOf(app, at);
  return {
    name: `${target} is frozen`,
    target,
    async begin(shop) {
      await shop[app][at]?.freeze();
      return async () => shop[app][at]?.thaw();
    },
  };
}

/**
 * Restarts one after the other, each drained first and waited for, as a deployment does. `changes` are what each is told differently from now on.
 * It ends by itself.
 */
export async function rollingRestart(services: readonly Service[], changes: Environment = {}): Promise<void> {
  for (const service of services) await service.restart(changes);
}
