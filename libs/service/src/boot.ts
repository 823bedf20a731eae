import { ConfigError } from './config/config-error.js';
import type { ConfigParts } from './config/read-config.js';
import { createLog, type Log } from './log/log.js';
import type { Service } from './service.js';
import { start } from './start.js';

/** EX_CONFIG of sysexits.h: nothing will change until somebody changes a setting. */
const EXIT_CONFIG = 78;
const EXIT_BUG = 1;

/**
 * Runs a service as this process: starts it, stops it on SIGTERM and SIGINT with exit code 0, and ends the process on an
 * error that nobody caught, because what such an error leaves behind cannot be trusted. A second signal ends it at once.
 */
export async function boot<P extends ConfigParts>(service: Service<P>): Promise<void> {
  try {
    const running = await start(service, process.env);
    dieOf('uncaughtException', running.log);
    dieOf('unhandledRejection', running.log);
    const stop = (signal: NodeJS.Signals) => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      running.log.info({ signal }, 'draining');
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => die(running.log, error, 'could not stop cleanly'),
      );
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
  } catch (error) {
    if (!(error instanceof ConfigError)) die(createLog(service.name, 'fatal'), error, 'could not start');
    const { length } = error.problems;
    console.error(
      `${service.name} cannot start: ${length} problem${length === 1 ? '' : 's'}\n${error.message}`,
    );
    process.exit(EXIT_CONFIG);
  }
}

function dieOf(event: 'uncaughtException' | 'unhandledRejection', log: Log): void {
  process.on(event, (error: unknown) => die(log, error, event));
}

function die(log: Log, error: unknown, what: string): never {
  log.fatal({ err: error }, what);
  process.exit(EXIT_BUG);
}
