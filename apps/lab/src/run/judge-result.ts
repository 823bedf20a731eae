import { type ExperimentName, experimentOf } from '../experiments/index.js';
import type { Manifest } from '../results/manifest.js';
import type { ResultFolder } from '../results/result-folder.js';
import { type Verdict, judge } from './judge.js';

/** Reads the verdicts off a saved result: nothing but the histories decides. */
export async function judgeResult(
  folder: ResultFolder,
  names: readonly string[],
  failures: Manifest['failures'],
): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  for (const name of names) {
    const verdict = judge(experimentOf(name as ExperimentName), await folder.load(name));
    const failed = failures.find(({ experiment }) => experiment === name);
    const [firstLine] = failed?.because.split('\n') ?? [];
    const conclusion = {
      verdict: 'unknown',
      because: `${failed?.arm} could not be performed: ${firstLine}`,
    } as const;
    verdicts.set(name, failed ? { ...verdict, conclusion } : verdict);
  }
  return verdicts;
}
