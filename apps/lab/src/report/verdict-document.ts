import type { Verdict } from '../run/judge.js';

/** What `--json` prints and `verdict.json` holds. */
export function verdictDocument(verdicts: ReadonlyMap<string, Verdict>) {
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
