import { execFile } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';
import type { StrategyName } from '@doorman/auth';
import type { Form } from '../experiment.js';
import type { LeftOut } from '../run/within-reach.js';
import type { DriverName } from '../topology/driver.js';

/** What a result depends on besides the code: enough to run it again, and to know why another machine sees other figures. */
export interface Manifest {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** `running` until it ends, so that a run which was killed does not look finished. */
  readonly state: 'running' | 'complete' | 'interrupted';
  /** The command that does the same again. */
  readonly command: string;
  readonly form: Form;
  readonly seed: number;
  readonly lanes: number;
  /** What the shop ran as; processes when absent. */
  readonly on?: DriverName;
  /** What could not be performed there, and is not missing: it was not planned. */
  readonly leftOut?: readonly LeftOut[];
  /** Each experiment that was to run, with the names of its arms: what is missing was not performed. */
  readonly planned: Readonly<Record<string, readonly string[]>>;
  /** What was asked for instead of the plans' own; absent when nothing was. */
  readonly strategies?: readonly StrategyName[];
  readonly replicas?: number;
  /** Absent outside a checkout. */
  readonly commit?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly system: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryGiB: number;
  };
  /** Arms that could not be performed, and why. */
  readonly failures: readonly {
    readonly experiment: string;
    readonly arm: string;
    readonly because: string;
  }[];
  readonly tookSeconds?: number;
}

const run = promisify(execFile);

const firstLine = (file: string, ...args: string[]): Promise<string | undefined> =>
  run(file, args).then(
    ({ stdout }) => stdout.split('\n')[0],
    () => undefined,
  );

export async function newManifest(
  choice: Pick<
    Manifest,
    'command' | 'form' | 'seed' | 'lanes' | 'on' | 'leftOut' | 'planned' | 'strategies' | 'replicas'
  >,
  versions: Manifest['versions'] = {},
): Promise<Manifest> {
  const [commit, redis] = await Promise.all([
    firstLine('git', 'rev-parse', 'HEAD'),
    choice.on === 'compose' ? undefined : firstLine('redis-server', '--version'),
  ]);
  return {
    startedAt: new Date().toISOString(),
    state: 'running',
    ...choice,
    ...(commit && { commit }),
    versions: {
      node: process.versions.node,
      openssl: process.versions.openssl,
      ...(redis && { redis: /v=(\S+)/.exec(redis)?.[1] ?? redis }),
      ...versions,
    },
    machine: {
      system: `${type()} ${release()}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    failures: [],
  };
}
