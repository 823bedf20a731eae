import { type Experiment, type Run, armName } from '../experiment.js';
import { experimentNames, experimentOf } from '../experiments/index.js';
import type { Manifest } from '../results/manifest.js';
import type { ResultFolder } from '../results/result-folder.js';
import type { Verdict } from '../run/judge.js';
import { judgeResult } from '../run/judge-result.js';
import type { Figure } from './figure.js';

/** An experiment as the report tells it. */
export interface ReportedExperiment {
  readonly name: string;
  readonly about: Pick<Experiment, 'question' | 'claim' | 'prediction' | 'doesNotShow'>;
  readonly verdict: Verdict;
  readonly figures: readonly Figure[];
  /** How many operations its histories hold. */
  readonly operations: number;
}

/** All that a report says, as data: read off a saved result and nothing else. */
export interface Report {
  readonly manifest: Manifest;
  /** Those that left a history, in the order in which they were asked for. */
  readonly experiments: readonly ReportedExperiment[];
  /** Which experiments there are for a claim, also those that this run did not perform. */
  readonly known: readonly Pick<ReportedExperiment, 'name' | 'about'>[];
}

export async function readReport(folder: ResultFolder, manifest: Manifest): Promise<Report> {
  const verdicts = await judgeResult(folder, manifest);
  const experiments: ReportedExperiment[] = [];
  for (const [name, verdict] of verdicts) {
    const about = experimentOf(name as (typeof experimentNames)[number]);
    const runs: readonly Run[] = await folder.load(name);
    if (runs.length === 0 && !hasFailed(manifest, name)) continue;
    experiments.push({
      name,
      about,
      verdict,
      figures: runs.length === 0 ? [] : about.figures(runs),
      operations: runs.reduce((sum, { history }) => sum + history.length, 0),
    });
  }
  return {
    manifest,
    experiments,
    known: experimentNames.map((name) => ({ name, about: experimentOf(name) })),
  };
}

const hasFailed = ({ failures }: Manifest, name: string): boolean =>
  failures.some(({ experiment }) => experiment === name);

/** How many of the arms that the question is about are as their strategy claims. */
export function countArms(verdicts: readonly Verdict[]): {
  subjects: number;
  asClaimed: number;
  notAsClaimed: number;
} {
  const subjects = verdicts.flatMap(({ arms }) => arms).filter(({ arm }) => arm.role === 'subject');
  const having = (wanted: string) => subjects.filter(({ verdict }) => verdict === wanted).length;
  return {
    subjects: subjects.length,
    asClaimed: having('as-claimed'),
    notAsClaimed: having('not-as-claimed'),
  };
}

/** What a reader should look at first. */
export interface Complaint {
  readonly experiment: string;
  readonly verdict: 'not-as-claimed' | 'unknown';
  readonly because: string;
}

/** Every arm that is not as its strategy claims, and every experiment that could conclude nothing. */
export const complaintsOf = ({ experiments }: Report): Complaint[] =>
  experiments.flatMap(({ name, verdict: { conclusion, arms } }) => [
    ...(conclusion.verdict === 'unknown'
      ? [{ experiment: name, verdict: 'unknown' as const, because: conclusion.because }]
      : []),
    ...arms
      .filter(({ arm, verdict }) => arm.role === 'subject' && verdict === 'not-as-claimed')
      .map(({ arm, finding }) => ({
        experiment: name,
        verdict: 'not-as-claimed' as const,
        because: `${armName(arm)}: ${finding.because}`,
      })),
  ]);
