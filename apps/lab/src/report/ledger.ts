import type { ClaimVerdict } from '../experiment.js';
import { type EssayClaim, essayClaims } from './essay.js';
import { counted } from './numbers.js';
import type { Report, ReportedExperiment } from './report.js';

/** What one experiment of this run says about a claim. */
export interface Evidence {
  readonly experiment: string;
  readonly measured: string;
  readonly verdict: ClaimVerdict;
  readonly because: string;
}

/** A line of the ledger: a claim with all that this run found about it. */
export interface LedgerEntry extends EssayClaim {
  readonly evidence: readonly Evidence[];
  /** Which experiments would measure it, where this run did not; none where the laboratory has none. */
  readonly unmeasured: readonly string[];
}

export interface Ledger {
  /** One entry for each of the essay's claims, measured or not. */
  readonly claims: readonly LedgerEntry[];
  /** What the laboratory asked beyond the essay. */
  readonly beyond: readonly Evidence[];
}

export function ledgerOf({ experiments, known }: Report): Ledger {
  const about = (number: number) => experiments.filter((each) => each.about.claim.number === number);
  const ran = new Set(experiments.map(({ name }) => name));
  const claims = essayClaims.map((claim) => ({
    ...claim,
    evidence: about(claim.number).map(evidenceOf),
    unmeasured: known
      .filter(({ name, about }) => about.claim.number === claim.number && !ran.has(name))
      .map(({ name }) => name),
  }));
  return { claims, beyond: about(0).map(evidenceOf) };
}

function evidenceOf({ name, about, verdict, operations }: ReportedExperiment): Evidence {
  const arms = counted(verdict.arms.length, 'arm');
  return {
    experiment: name,
    measured: `${about.question} (${arms}, ${counted(operations, 'operation')})`,
    verdict: verdict.conclusion.verdict,
    because: verdict.conclusion.because,
  };
}

/** `Of the essay's 12 claims this run measured 3: 2 × holds, 1 × depends.` The whole ledger in a sentence. */
export function summaryOf({ claims }: Ledger): string {
  const measured = claims.filter(({ evidence }) => evidence.length > 0);
  if (measured.length === 0) return `Of the essay's ${claims.length} claims this run measured none.`;
  const verdicts = measured.flatMap(({ evidence }) => evidence.map(({ verdict }) => verdict));
  const tally = (['holds', 'refuted', 'depends', 'unknown'] as const)
    .map((verdict) => ({ verdict, count: verdicts.filter((each) => each === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} × ${verdict}`);
  const by = counted(verdicts.length, 'experiment');
  return `Of the essay's ${claims.length} claims this run measured ${measured.length}, in ${by}: ${tally.join(', ')}.`;
}
