import { describe, expect, it } from '@jest/globals';
import type { ClaimVerdict } from '../experiment.js';
import { ledgerOf, summaryOf } from './ledger.js';
import type { Report, ReportedExperiment } from './report.js';
import { madeManifest } from './testing/made-result.js';

const experiment = (name: string, number: number, verdict: ClaimVerdict): ReportedExperiment => ({
  name,
  about: { question: `${name}?`, claim: { number, says: '' }, prediction: '', doesNotShow: '' },
  verdict: { conclusion: { verdict, because: `because of ${name}` }, arms: [] },
  figures: [],
  operations: 1234,
});

const report = (experiments: ReportedExperiment[], known: Report['known'] = experiments): Report => ({
  manifest: madeManifest(),
  experiments,
  known,
});

describe('the claims ledger', () => {
  it("has the essay's twelve claims in their order, also when nothing was measured", () => {
    const { claims, beyond } = ledgerOf(report([]));
    expect(claims.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(
      claims.every(({ says, evidence }) =>
        says.endsWith('.') || says.endsWith('?') ? evidence.length === 0 : false,
      ),
    ).toBe(true);
    expect(beyond).toEqual([]);
  });

  it('sets every experiment against the claim that it tests, two against the same one', () => {
    const { claims } = ledgerOf(
      report([experiment('store', 5, 'depends'), experiment('member', 5, 'refuted')]),
    );
    expect(claims[4]?.evidence).toEqual([
      {
        experiment: 'store',
        measured: 'store? (0 arms, 1,234 operations)',
        verdict: 'depends',
        because: 'because of store',
      },
      {
        experiment: 'member',
        measured: 'member? (0 arms, 1,234 operations)',
        verdict: 'refuted',
        because: 'because of member',
      },
    ]);
    expect(claims.filter(({ evidence }) => evidence.length > 0)).toHaveLength(1);
  });

  it('keeps what is beyond the essay apart', () => {
    const { claims, beyond } = ledgerOf(report([experiment('forgery', 0, 'holds')]));
    expect(claims.flatMap(({ evidence }) => evidence)).toEqual([]);
    expect(beyond.map((each) => each.experiment)).toEqual(['forgery']);
  });

  it('names the experiment that would measure what this run did not', () => {
    const known = [
      experiment('store', 5, 'holds'),
      experiment('member', 5, 'holds'),
      experiment('logout', 11, 'holds'),
    ];
    const { claims } = ledgerOf(report([known[0]!], known));
    expect(claims[4]?.unmeasured).toEqual(['member']);
    expect(claims[10]?.unmeasured).toEqual(['logout']);
    expect(claims[11]?.unmeasured).toEqual([]);
  });

  it('is summed up in a sentence', () => {
    expect(summaryOf(ledgerOf(report([])))).toBe("Of the essay's 12 claims this run measured none.");
    const found = [
      experiment('one', 1, 'holds'),
      experiment('two', 5, 'depends'),
      experiment('three', 5, 'depends'),
    ];
    expect(summaryOf(ledgerOf(report(found)))).toBe(
      "Of the essay's 12 claims this run measured 2, in 3 experiments: 1 × holds, 2 × depends.",
    );
  });
});
