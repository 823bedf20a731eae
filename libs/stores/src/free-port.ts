import getPort from 'get-port';
import { StartFailed } from './children/ready.js';

const attempts = 5;

/** How Redis, PostgreSQL, Node and our services say that the port went to somebody else. */
const taken = /address already in use|EADDRINUSE|PORT \d+ is taken/i;

/**
 * Runs `start` with a free port of 127.0.0.1. A port is free only until somebody binds it, so when `start` fails for that reason it is
 * run again with another one. A given port is the caller's choice and tried once.
 */
export async function withFreePort<T>(
  given: number | undefined,
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (given !== undefined) return start(given);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await getPort({ host: '127.0.0.1' }));
    } catch (error) {
      if (attempt === attempts || !(error instanceof StartFailed) || !taken.test(error.lastLines))
        throw error;
    }
  }
}
