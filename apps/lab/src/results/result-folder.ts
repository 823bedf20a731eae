import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { strategyNames } from '@doorman/auth';
import type { Arm, Plan, Run } from '../experiment.js';
import { armName } from '../experiment.js';
import type { Operation } from '../history.js';
import type { Manifest } from './manifest.js';
import { withoutSecrets } from './without-secrets.js';

/** `redis-session-frozen`: an arm as a file name. */
const fileName = (arm: Arm): string => armName(arm).replaceAll(/[^a-z0-9]+/gi, '-');

/** What the first line of a history says: which arm this is, and what was done in it. */
interface HistoryHead {
  readonly arm: Arm;
  readonly plan: Plan;
}

/** There is no result where one was looked for, or it cannot be read. */
export class BrokenResult extends Error {
  constructor(path: string, because: string, cause?: unknown) {
    super(`${path} is no result of the laboratory that can be read: ${because}.`, { cause });
  }
}

/**
 * One run of the laboratory on disk: `manifest.json`, and a folder per experiment with one `<arm>.ndjson` each: the arm and its plan in the first line,
 * then one operation a line. Everything else in it (verdicts, plots, reports) is made from these again.
 */
export class ResultFolder {
  private constructor(readonly path: string) {}

  /** A new folder named after the time; of two runs that begin in the same second, the later one's ends in `-2`. */
  static async create(parent: string, manifest: Manifest): Promise<ResultFolder> {
    await mkdir(parent, { recursive: true });
    const time = manifest.startedAt.replaceAll(':', '-').replace(/\..*/, '');
    const folder = new ResultFolder(await makeDirectory(join(parent, time)));
    await folder.write(manifest);
    return folder;
  }

  /** @throws BrokenResult when there is no result at this path */
  static async open(path: string): Promise<{ folder: ResultFolder; manifest: Manifest }> {
    const manifest = parse(
      path,
      'manifest.json',
      await read(path, 'manifest.json'),
    ) as Partial<Manifest> | null;
    if (!manifest?.planned || !manifest.state || !manifest.failures) {
      throw new BrokenResult(path, 'its manifest.json is incomplete');
    }
    return { folder: new ResultFolder(path), manifest: manifest as Manifest };
  }

  /** The newest result in a folder of results. @throws BrokenResult when there is none */
  static async latest(parent: string): Promise<string> {
    const names = await readdir(parent).catch(() => []);
    const newest = names
      .filter((name) => /^[\d-]+T[\d-]+$/.test(name))
      .sort(byTime)
      .at(-1);
    if (newest === undefined) throw new BrokenResult(parent, 'nothing has been run yet');
    return join(parent, newest);
  }

  async write(manifest: Manifest): Promise<void> {
    await this.put('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  }

  /** Any other file of the result. It is there as a whole or not at all: a run may be killed at any moment. */
  async put(name: string, content: string): Promise<void> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, content);
    await rename(`${path}.part`, path);
  }

  async save(experiment: string, { arm, plan, history }: Run): Promise<void> {
    const head: HistoryHead = { arm, plan: withoutSecrets(plan) };
    const lines = [head, ...history].map((line) => JSON.stringify(line));
    await this.put(join(experiment, `${fileName(arm)}.ndjson`), `${lines.join('\n')}\n`);
  }

  /** The runs of one experiment, by strategy as the design lists them, then by variant; none when it did not run. */
  async load(experiment: string): Promise<Run[]> {
    const files = await readdir(join(this.path, experiment)).catch(() => []);
    const names = files.filter((name) => name.endsWith('.ndjson')).sort();
    const runs = await Promise.all(names.map((name) => this.#readRun(join(experiment, name))));
    const place = ({ arm }: Run) => strategyNames.indexOf(arm.strategy);
    return runs.sort((one, other) => place(one) - place(other));
  }

  async #readRun(file: string): Promise<Run> {
    const [head, ...lines] = (await read(this.path, file)).trimEnd().split('\n');
    const { arm, plan } = parse(this.path, file, head ?? '') as Partial<HistoryHead>;
    if (!arm || !plan) throw new BrokenResult(this.path, `${file} does not say which arm it is`);
    return { arm, plan, history: lines.map((line) => parse(this.path, file, line) as Operation) };
  }
}

async function makeDirectory(path: string, attempt = 1): Promise<string> {
  const name = attempt === 1 ? path : `${path}-${attempt}`;
  try {
    await mkdir(name);
    return name;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return makeDirectory(path, attempt + 1);
  }
}

/** `…T19-42-43` before `…T19-42-43-2` before `…T19-42-43-10`. */
const byTime = (one: string, other: string): number =>
  one.slice(0, 19) === other.slice(0, 19)
    ? one.length - other.length || (one < other ? -1 : 1)
    : one < other
      ? -1
      : 1;

const read = (path: string, file: string): Promise<string> =>
  readFile(join(path, file), 'utf8').catch((error: unknown) => {
    throw new BrokenResult(path, `its ${file} cannot be read`, error);
  });

function parse(path: string, file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BrokenResult(path, `its ${file} is broken`, error);
  }
}
