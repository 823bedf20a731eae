import type { StrategyName } from '@doorman/auth';
import { demonstrate } from '../demonstration/demonstrate.js';
import { printDemonstrations } from '../demonstration/print-demonstrations.js';
import { startProgress } from '../progress.js';
import { startTopology } from '../topology/topology.js';
import { untilInterrupted } from '../until-interrupted.js';

/** The pair that the whole project turns on. */
const mainStrategies = ['redis-session', 'shared-secret-jwt'] as const satisfies readonly StrategyName[];

/** Starts the shop under both main strategies, shows by doing that each works, and leaves it running. */
export async function start(): Promise<never> {
  const progress = startProgress(`starting the shop under ${mainStrategies.join(' and ')}`);
  try {
    const demonstrations = await Promise.all(
      mainStrategies.map(async (strategy) => demonstrate(await startTopology({ strategy }))),
    );
    progress.succeed('ready: a member logged in and ordered under each');
    process.stdout.write(`${printDemonstrations(demonstrations, process.stdout.columns)}\n`);
  } finally {
    progress.stop();
  }
  process.stderr.write('Ctrl-C stops everything.\n');
  return untilInterrupted();
}
