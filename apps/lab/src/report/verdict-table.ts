import Table from 'cli-table3';
import { armName } from '../experiment.js';
import type { Verdict } from '../run/judge.js';

/** The verdicts for a terminal: the essay's claim, then every arm that is not as claimed or unknown, and how many are. */
export function verdictTable(verdicts: ReadonlyMap<string, Verdict>): string {
  const table = new Table({
    head: ['experiment', "the essay's claim", 'arms', 'because'],
    colWidths: [43, 12, 14, 60],
    wordWrap: true,
  });
  for (const [name, { conclusion, arms }] of verdicts) {
    const subjects = arms.filter(({ arm }) => arm.role === 'subject');
    const asClaimed = subjects.filter(({ verdict }) => verdict === 'as-claimed');
    const off = subjects.filter(({ verdict }) => verdict !== 'as-claimed');
    const complaints = off.map(
      ({ arm, verdict, finding }) => `${armName(arm)} is ${verdict}: ${finding.because}`,
    );
    table.push([
      name,
      conclusion.verdict,
      `${asClaimed.length} of ${subjects.length} as claimed`,
      [conclusion.because, ...complaints].join('\n'),
    ]);
  }
  return table.toString();
}
