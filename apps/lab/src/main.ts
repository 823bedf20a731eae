import { supervisor } from '@doorman/stores';
import { isInterrupted, stopEverythingOnSignals } from './until-interrupted.js';

// Before everything else is even loaded: Ctrl-C may come at any time.
stopEverythingOnSignals();
try {
  const { program } = await import('./program.js');
  await program().parseAsync();
} catch (error) {
  // What was still starting when everything was stopped gave up; the signal ends the process.
  if (!isInterrupted()) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await supervisor.stopAll();
    process.exit(1);
  }
}
