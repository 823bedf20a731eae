import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

/** What the figures depend on besides the code: enough to run it again, and to know why another machine sees others. */
export interface Manifest {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly command: string;
  readonly rounds: number;
  /** Absent outside a checkout. */
  readonly commit?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly system: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryGiB: number;
    /** Processes that wanted to run, over the last minute, when it began: above 0 it was not alone. */
    readonly load: number;
  };
}

export async function newManifest(choice: Pick<Manifest, 'command' | 'rounds'>): Promise<Manifest> {
  const commit = await commitHere();
  return {
    startedAt: new Date().toISOString(),
    ...choice,
    ...(commit && { commit }),
    versions: { node: process.versions.node, openssl: process.versions.openssl, ...(await packages()) },
    machine: {
      system: `${type()} ${release()}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      load: loadavg()[0] ?? NaN,
    },
  };
}

const commitHere = (): Promise<string | undefined> =>
  promisify(execFile)('git', ['rev-parse', 'HEAD']).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );

/** Pinned in the manifest of this workspace, so what it says is what runs. */
async function packages(): Promise<Record<string, string>> {
  const path = new URL('../../package.json', import.meta.url);
  const { dependencies, devDependencies } = JSON.parse(await readFile(path, 'utf8')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const all = Object.entries({ ...dependencies, ...devDependencies });
  return Object.fromEntries(
    all.filter(([name]) => !name.startsWith('@doorman/') && !name.startsWith('@types/')),
  );
}

/** In one line, for whoever reads the table. */
export const where = ({ commit = 'no commit', versions, machine, rounds }: Manifest): string =>
  `${machine.cores} × ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}, load ${machine.load.toFixed(1)}; ` +
  `Node ${versions.node}, OpenSSL ${versions.openssl}; commit ${commit.slice(0, 10)}; ${rounds} rounds`;
