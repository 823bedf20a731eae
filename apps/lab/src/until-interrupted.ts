import { supervisor } from '@doorman/stores';

let interrupted = false;
const listeners: (() => Promise<unknown>)[] = [];

/** Ctrl-C, SIGTERM and a closed terminal stop everything that was started and end this process with 0, at any time. */
export function stopEverythingOnSignals(): void {
  const stop = (signal: NodeJS.Signals) => {
    if (interrupted) return; // both the terminal and npm pass Ctrl-C on
    interrupted = true;
    process.stderr.write(`\n${signal}: stopping everything …\n`);
    Promise.all([supervisor.stopAll(), ...listeners.map((listener) => listener())]).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

/** Has something written down before the process ends on a signal. */
export const onInterrupt = (listener: () => Promise<unknown>): void => void listeners.push(listener);

/** Whether everything is being stopped, so that what fails now fails because of it. */
export const isInterrupted = () => interrupted;

/** Keeps this process up. */
export const untilInterrupted = (): Promise<never> =>
  new Promise(() => {
    const aMinuteMs = 60_000;
    setInterval(() => undefined, aMinuteMs);
  });
