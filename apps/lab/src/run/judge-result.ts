import type { Conclusion } from '../experiment.js';
import { armName } from '../experiment.js';
import { type ExperimentName, experimentNames, experimentOf } from '../experiments/index.js';
import type { Manifest } from '../results/manifest.js';
import { BrokenResult, type ResultFolder } from '../results/result-folder.js';
import { type Verdict, judge } from './judge.js';

/**
 * Reads the verdicts off a saved result: nothing but the histories decides. Where arms are missing, the others are judged, and nothing is concluded.
 * @throws BrokenResult when it holds an experiment that there is none of
 */
export async function judgeResult(folder: ResultFolder, manifest: Manifest): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  for (const [name, planned] of Object.entries(manifest.planned)) {
    if (!isExperiment(name)) throw new BrokenResult(folder.path, `there is no experiment ${name} any more`);
    const runs = await folder.load(name);
    const done = new Set(runs.map(({ arm }) => armName(arm)));
    const missing = planned.filter((arm) => !done.has(arm));
    const conclusion = withoutArms(name, missing, manifest);
    verdicts.set(
      name,
      conclusion ? { ...judgeArms(name, runs), conclusion } : judge(experimentOf(name), runs),
    );
  }
  return verdicts;
}

const isExperiment = (name: string): name is ExperimentName =>
  experimentNames.includes(name as ExperimentName);

/** Each arm by itself: an experiment is asked for its conclusion only when it has all its arms. */
const judgeArms = (name: ExperimentName, runs: Parameters<typeof judge>[1]): Verdict =>
  judge({ ...experimentOf(name), conclude: () => ({ verdict: 'unknown', because: '' }) }, runs);

function withoutArms(
  name: string,
  missing: readonly string[],
  { failures }: Manifest,
): Conclusion | undefined {
  const [arm, ...others] = missing;
  if (arm === undefined) return undefined;
  const failure = failures.find((failed) => failed.experiment === name && failed.arm === arm);
  const [firstLine] = failure?.because.split('\n') ?? [];
  const because =
    firstLine === undefined ? `${arm} was not performed` : `${arm} could not be performed: ${firstLine}`;
  return {
    verdict: 'unknown',
    because: others.length > 0 ? `${because}; nor were ${others.length} more arms` : because,
  };
}
