import type { StrategyName } from '@doorman/auth';
import { type Arm, type Form, armName } from '../experiment.js';
import { type ExperimentName, experimentNames, experimentOf } from '../experiments/index.js';
import { LiveLines } from '../live-lines.js';
import { startProgress } from '../progress.js';
import { verdictDocument } from '../report/verdict-document.js';
import { verdictTable } from '../report/verdict-table.js';
import { writeReport } from '../report/write-report.js';
import { type Manifest, newManifest } from '../results/manifest.js';
import { ResultFolder } from '../results/result-folder.js';
import { withoutMissingNodes } from '../run/missing-nodes.js';
import { type Chosen, type Listener, performAll } from '../run/schedule.js';
import type { Verdict } from '../run/judge.js';
import { type LeftOut, leftOutLines, withinReach } from '../run/within-reach.js';
import { DriverMissing, type DriverName, type Site } from '../topology/driver.js';
import { drivers } from '../topology/drivers.js';
import { isInterrupted, onInterrupt, untilInterrupted } from '../until-interrupted.js';

export interface RunOptions {
  readonly experiments: readonly ExperimentName[];
  readonly strategies?: readonly StrategyName[];
  /** How many order services; what the experiment's plan says when absent. */
  readonly replicas?: number;
  readonly form: Form;
  readonly seed: number;
  /** How the shop is run. */
  readonly on: DriverName;
  readonly json: boolean;
  /** What was typed, for the report. */
  readonly command: string;
}

/** What was asked for cannot be run, and why. */
export class NothingToRun extends Error {}

/** @returns for the shell: 0 when every arm is as claimed, 1 when one is not, 2 when one is unknown */
export async function runExperiments(options: RunOptions): Promise<0 | 1 | 2> {
  const driver = drivers[options.on];
  const { chosen: possible, leftOut } = withinReach(choose(options), driver, options.form);
  const chosen = await withoutMissingNodes(possible, options.form);
  const lines = leftOutLines(leftOut, chosen);
  if (chosen.length === 0) throw new NothingToRun(lines.join('\n'));
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  const site = await open(options.on);
  const { folder, manifest } = await performChosen(chosen, leftOut, site, options).finally(() =>
    site.close(),
  );
  const { report, path } = await writeReport(folder, manifest);
  const verdicts = new Map(report.experiments.map(({ name, verdict }) => [name, verdict]));
  process.stderr.write(`${verdictTable(verdicts)}\nThe report is ${path}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(verdictDocument(verdicts))}\n`);
  return exitCodeOf([...verdicts.values()]);
}

/** Performs the arms and saves what happened. When it is interrupted it does not return, and the result says so. */
async function performChosen(
  chosen: readonly Chosen[],
  leftOut: readonly LeftOut[],
  site: Site,
  { form, seed, on, command, strategies, replicas }: RunOptions,
): Promise<{ folder: ResultFolder; manifest: Manifest }> {
  const { lanes } = drivers[on];
  const planned = Object.fromEntries(chosen.map(({ name, arms }) => [name, arms.map(armName)]));
  const overrides = { ...(strategies && { strategies }), ...(replicas && { replicas }) };
  const choice = { command, form, seed, lanes, on, planned, ...(leftOut.length > 0 && { leftOut }) };
  const begun = await newManifest({ ...choice, ...overrides }, site.versions);
  const folder = await ResultFolder.create('results', begun);
  const startedAt = performance.now();
  const failures: Manifest['failures'][number][] = [];
  const saving: Promise<void>[] = [];
  const finish = async (state: Manifest['state']): Promise<Manifest> => {
    await Promise.all(saving);
    const tookSeconds = Math.round((performance.now() - startedAt) / 1000);
    const manifest = { ...begun, state, failures, tookSeconds };
    await folder.write(manifest);
    return manifest;
  };
  onInterrupt(async () => {
    await finish('interrupted');
    process.stderr.write(`What was measured until then: npm run lab -- report ${folder.path}\n`);
  });

  const lines = new LiveLines(chosen.map(({ name, arms }) => ({ name, steps: arms.length })));
  const listener: Listener = {
    doing: (name, what) => lines.say(name, what),
    done(name, run, left) {
      saving.push(folder.save(name, run));
      lines.step(name, left);
    },
    failed(experiment, arm, error, left) {
      const because = error instanceof Error ? error.message : String(error);
      // What fails while everything is being stopped fails because of it.
      if (!isInterrupted()) failures.push({ experiment, arm: armName(arm), because });
      lines.step(experiment, left);
    },
  };
  await performAll(chosen, { form, site, lanes, seed }, listener);
  if (isInterrupted()) return untilInterrupted();
  await lines.end();
  return { folder, manifest: await finish('complete') };
}

/** Makes ready where the shops run, and says so while it takes its time. @throws NothingToRun when they cannot run there */
async function open(on: DriverName): Promise<Site> {
  const { open } = drivers[on];
  if (on === 'processes') return open(() => undefined);
  const progress = startProgress('looking for Docker');
  try {
    const site = await open((doing) => progress.update(doing));
    progress.succeed('ready');
    return site;
  } catch (error) {
    throw error instanceof DriverMissing ? new NothingToRun(error.message) : error;
  } finally {
    progress.stop();
  }
}

function choose({ experiments, strategies, replicas, form }: RunOptions): Chosen[] {
  const chosen = (experiments.length > 0 ? experiments : experimentNames).map((name): Chosen => {
    const experiment = experimentOf(name);
    const wanted = (arm: Arm) => arm.role !== 'subject' || !strategies || strategies.includes(arm.strategy);
    const arms = experiment.arms(form, replicas).filter(wanted);
    if (!arms.some(({ role }) => role === 'subject')) {
      throw new NothingToRun(
        `${name} has no arm for ${strategies?.join(', ')}: it runs ${strategiesOf(experiment.arms(form))}.`,
      );
    }
    if (replicas === undefined) return { name, experiment, arms };
    const plan: typeof experiment.plan = (arm, ...rest) => {
      const planned = experiment.plan(arm, ...rest);
      return { ...planned, topology: { ...planned.topology, orders: replicas } };
    };
    return { name, arms, experiment: { ...experiment, plan } };
  });
  return chosen;
}

const strategiesOf = (arms: readonly Arm[]): string =>
  [...new Set(arms.map(({ strategy }) => strategy))].join(', ');

function exitCodeOf(verdicts: readonly Verdict[]): 0 | 1 | 2 {
  const arms = verdicts.flatMap((verdict) => verdict.arms).filter(({ arm }) => arm.role === 'subject');
  if (arms.some(({ verdict }) => verdict === 'not-as-claimed')) return 1;
  // Also unknown: an experiment of which an arm could not be performed, or in which a control went wrong.
  return verdicts.some(({ conclusion }) => conclusion.verdict === 'unknown') ? 2 : 0;
}
