import { preloadFolder, preloading } from '../topology/preload.js';
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

/** The clock of one service is wrong by so many seconds: ahead, or behind when below zero. It begins and is mended by a restart. */
export function clockShifted(app: App, at: number, seconds: number): Fault {
  const target = nameOf(app, at);
  return {
    name: `the clock of ${target} is ${inWords(Math.abs(seconds))} ${seconds < 0 ? 'behind' : 'ahead'}`,
    target,
    async begin(shop) {
      const service = shop[app][at];
      if (!service) throw new Error(`There is no ${target}`);
      const options = service.settings['NODE_OPTIONS'] ?? '';
      const { NODE_OPTIONS } = preloading('clock-shifted', preloadFolder);
      await service.restart({
        NODE_OPTIONS: `${options} ${NODE_OPTIONS}`.trim(),
        CLOCK_SHIFT_SECONDS: String(seconds),
      });
      return () => service.restart({ NODE_OPTIONS: options, CLOCK_SHIFT_SECONDS: '0' });
    },
  };
}

const inWords = (seconds: number): string =>
  seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;

/**
 * Restarts one after the other, each drained first and waited for, as a deployment does. `changes` are what each is told differently from now on.
 * It ends by itself.
 */
export async function rollingRestart(services: readonly Service[], changes: Environment = {}): Promise<void> {
  for (const service of services) await service.restart(changes);
}
