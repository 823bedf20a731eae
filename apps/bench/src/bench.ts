import { run } from './measure/run.js';
import { judgeGoals } from './results/goals.js';
import { newManifest, where } from './results/manifest.js';
import { costPlot } from './results/plot.js';
import { ResultFolder } from './results/result-folder.js';
import { summarize } from './results/summary.js';
import { figuresTable, goalsTable } from './results/table.js';
import { OUR_BASE } from './subjects/bases.js';
import { subjectOf, subjects } from './subjects/index.js';

export interface BenchOptions {
  readonly rounds: number;
  /** All of them when absent. */
  readonly only?: readonly string[];
  readonly json?: boolean;
  readonly profile?: boolean;
}

/** One run from start to table. @returns for the shell: 0, or 1 when a subject could not be measured */
export async function bench({ rounds, only, json, profile }: BenchOptions): Promise<0 | 1> {
  const names = withBases(only ?? Object.keys(subjects));
  const manifest = await newManifest({
    command: ['npm run bench --', ...process.argv.slice(2)].join(' '),
    rounds,
  });
  const folder = await ResultFolder.create(manifest);
  const { turns, failures } = await run({
    names,
    rounds,
    ...(profile && { profiles: folder.path }),
    say: (what) => process.stderr.write(`${what}\n`),
    keep: (turn) => folder.keep(turn),
  });

  const figures = summarize(turns);
  const goals = judgeGoals(figures);
  const document = { manifest, figures, goals, failures };
  const lines = [
    figuresTable(figures),
    ...(goals.length > 0 ? ['', goalsTable(goals)] : []),
    ...failures.map(({ subject, because }) => `${subject} was not measured: ${because}`),
    '',
    `Medians, in brackets the least and the most. ${where(manifest)}`,
  ];
  await folder.put('table.txt', `${lines.join('\n')}\n`);
  await folder.put('bench.json', `${JSON.stringify(document, null, 2)}\n`);
  await folder.put('cost.svg', costPlot(figures, turns));
  (json ? process.stderr : process.stdout).write(`\n${lines.join('\n')}\nThe result is in ${folder.path}\n`);
  if (json) process.stdout.write(`${JSON.stringify(document)}\n`);
  return failures.length > 0 ? 1 : 0;
}

/** What is chosen, and before it what it is measured against, in the order of the table. */
function withBases(chosen: readonly string[]): string[] {
  const needed = new Set([OUR_BASE, ...chosen, ...chosen.flatMap((name) => subjectOf(name).over ?? [])]);
  return Object.keys(subjects).filter((name) => needed.has(name));
}
