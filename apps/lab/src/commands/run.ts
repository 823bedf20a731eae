import { availableParallelism } from 'node:os';
import type { StrategyName } from '@doorman/auth';
import { type Arm, type Form, armName } from '../experiment.js';
import { type ExperimentName, experimentNames, experimentOf } from '../experiments/index.js';
import { LiveLines } from '../live-lines.js';
import { verdictTable } from '../report/verdict-table.js';
import { type Manifest, newManifest } from '../results/manifest.js';
import { ResultFolder } from '../results/result-folder.js';
import { judgeResult } from '../run/judge-result.js';
import { type Chosen, performAll } from '../run/schedule.js';
import type { Verdict } from '../run/judge.js';
import { onInterrupt } from '../until-interrupted.js';

export interface RunOptions {
  readonly experiments: readonly ExperimentName[];
  readonly strategies?: readonly StrategyName[];
  /** How many order services; what the experiment's plan says when absent. */
  readonly replicas?: number;
  readonly form: Form;
  readonly seed: number;
  readonly json: boolean;
  /** What was typed, for the report. */
  readonly command: string;
}

/** What was asked for cannot be run, and why. */
export class NothingToRun extends Error {}

/** @returns for the shell: 0 when every arm is as claimed, 1 when one is not, 2 when one is unknown */
export async function runExperiments(options: RunOptions): Promise<0 | 1 | 2> {
  const chosen = choose(options);
  const { form, seed, command } = options;
  const lanes = availableParallelism();
  const names = chosen.map(({ name }) => name);
  const manifest = await newManifest({ command, form, seed, lanes, experiments: names });
  const folder = await ResultFolder.create('results', manifest);
  const startedAt = performance.now();
  const failures: Manifest['failures'][number][] = [];
  const finish = (state: Manifest['state']) =>
    folder.write({
      ...manifest,
      state,
      failures,
      tookSeconds: Math.round((performance.now() - startedAt) / 1000),
    });
  onInterrupt(() => finish('interrupted'));

  const lines = new LiveLines(chosen.map(({ name, arms }) => ({ name, steps: arms.length })));
  const saving: Promise<void>[] = [];
  await performAll(
    chosen,
    { form, lanes, seed },
    {
      doing: (name, what) => lines.say(name, what),
      done(name, run, left) {
        saving.push(folder.save(name, run));
        lines.step(name, left);
      },
      failed(experiment, arm, error, left) {
        failures.push({
          experiment,
          arm: armName(arm),
          because: error instanceof Error ? error.message : String(error),
        });
        lines.step(experiment, left);
      },
    },
  );
  await Promise.all(saving);
  await lines.end();
  await finish('complete');

  const verdicts = await judgeResult(folder, names, failures);
  process.stderr.write(`${verdictTable(verdicts)}\nThe result is in ${folder.path}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(documentOf(verdicts))}\n`);
  return exitCodeOf([...verdicts.values()]);
}

function choose({ experiments, strategies, replicas, form }: RunOptions): Chosen[] {
  const chosen = (experiments.length > 0 ? experiments : experimentNames).map((name): Chosen => {
    const experiment = experimentOf(name);
    const wanted = (arm: Arm) => arm.role !== 'subject' || !strategies || strategies.includes(arm.strategy);
    const arms = experiment.arms(form).filter(wanted);
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

/** What `--json` prints. */
function documentOf(verdicts: ReadonlyMap<string, Verdict>) {
  return [...verdicts].map(([experiment, { conclusion, arms }]) => ({
    experiment,
    verdict: conclusion.verdict,
    because: conclusion.because,
    arms: arms.map(({ arm, verdict, finding }) => ({
      ...arm,
      verdict,
      because: finding.because,
      figures: finding.figures,
    })),
  }));
}

function exitCodeOf(verdicts: readonly Verdict[]): 0 | 1 | 2 {
  const arms = verdicts.flatMap((verdict) => verdict.arms).filter(({ arm }) => arm.role === 'subject');
  if (arms.some(({ verdict }) => verdict === 'not-as-claimed')) return 1;
  // Also unknown: an experiment of which an arm could not be performed, or in which a control went wrong.
  return verdicts.some(({ conclusion }) => conclusion.verdict === 'unknown') ? 2 : 0;
}
