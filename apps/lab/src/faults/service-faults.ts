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
