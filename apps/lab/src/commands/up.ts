import type { StrategyName } from '@doorman/auth';
import { startProgress } from '../progress.js';
import { describeTopology, printTopology } from '../topology/describe-topology.js';
import { startTopology } from '../topology/topology.js';
import { untilInterrupted } from '../until-interrupted.js';

export interface UpOptions {
  readonly strategy: StrategyName;
  /** How many order services. */
  readonly replicas: number;
  readonly members: number;
  readonly json?: boolean;
}

/** Starts a topology, prints where it is, and leaves it running. With `json` standard output is that one line. */
export async function up({ strategy, replicas, members, json }: UpOptions): Promise<never> {
  const progress = startProgress('starting');
  try {
    const topology = await startTopology({
      strategy,
      members,
      orders: replicas,
      onProgress: (doing) => progress.update(`starting ${doing}`),
    });
    progress.succeed('ready');
    process.stdout.write(json ? `${JSON.stringify(describeTopology(topology))}\n` : printTopology(topology));
  } finally {
    progress.stop();
  }
  process.stderr.write('Ctrl-C stops everything.\n');
  return untilInterrupted();
}
