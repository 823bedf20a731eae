import {
  type ArmVerdict,
  type Conclusion,
  type Experiment,
  type Finding,
  type JudgedArm,
  type Run,
  armName,
  verdictOf,
} from '../experiment.js';

/** An experiment with what came of it. */
export interface Verdict {
  readonly conclusion: Conclusion;
  readonly arms: readonly JudgedArm[];
}

/**
 * Judges every arm, and the essay's claim. Pure. Where a control is not well, or what cannot hold seems to, the experiment measures something else than it
 * says, and nothing it found counts.
 */
export function judge(experiment: Experiment, runs: readonly Run[]): Verdict {
  const found = runs.map(({ arm, plan, history }) => ({
    arm,
    finding: experiment.judge(history, plan, arm),
  }));
  const broken = found.find(
    ({ arm, finding }) =>
      arm.role !== 'subject' && finding.held !== undefined && finding.held !== mustHold(experiment, arm),
  );
  const arms = found.map(({ arm, finding }): JudgedArm => {
    const verdict: ArmVerdict = broken ? 'unknown' : verdictOf(finding, mustHold(experiment, arm));
    return { arm, finding, verdict };
  });
  if (broken)
    return {
      arms,
      conclusion: { verdict: 'unknown', because: measuresSomethingElse(broken.arm, broken.finding) },
    };
  const blind = arms.find(({ verdict }) => verdict === 'unknown');
  const conclusion: Conclusion = blind
    ? { verdict: 'unknown', because: `${armName(blind.arm)}: ${blind.finding.because}` }
    : experiment.conclude(arms);
  return { arms, conclusion };
}

function mustHold(experiment: Experiment, arm: Run['arm']): boolean {
  switch (arm.role) {
    case 'control':
      return true;
    case 'must-fail':
      return false;
    case 'subject':
      return experiment.claims(arm);
  }
}

function measuresSomethingElse(arm: Run['arm'], { because }: Finding): string {
  const expected = arm.role === 'control' ? 'all should have been well' : 'it could not have held';
  return `The arm ${armName(arm)} shows that this run measured something else: ${expected}, but ${because}`;
}
