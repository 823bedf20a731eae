import { armName } from '../experiment.js';
import { type Evidence, type LedgerEntry, ledgerOf, summaryOf } from './ledger.js';
import { describeFigure } from './numbers.js';
import { type Report, type ReportedExperiment, complaintsOf, countArms } from './report.js';
import { reproductionOf } from './reproduction.js';
import { armVerdictWords, armsSentence, bannerOf, circumstancesOf, signs } from './words.js';

/** The report for a terminal, and to quote from. */
export function markdownReport(report: Report): string {
  const { manifest, experiments } = report;
  const ledger = ledgerOf(report);
  const banner = bannerOf(manifest);
  const blocks = [
    '# What the laboratory found',
    ...(banner ? [`> **${banner}**`] : []),
    `${summaryOf(ledger)} ${armsSentence(report)}`,
    ...complaintLines(report),
    "## The essay's claims",
    table(['#', 'The essay says', 'Verdict', 'Why', 'Experiment'], ledger.claims.flatMap(claimRows)),
    ...(ledger.beyond.length > 0
      ? [
          '## Beyond the essay',
          table(['Question', 'Verdict', 'Why', 'Experiment'], ledger.beyond.map(beyondRow)),
        ]
      : []),
    '## Verdicts',
    table(['Experiment', "The essay's claim", 'Arms as claimed', 'Because'], experiments.map(verdictRow)),
    ...experiments.flatMap((experiment) => sectionOf(experiment, report)),
    ...failuresOf(report),
    '## Where and how',
    table(
      ['', ''],
      circumstancesOf(manifest).map(([name, value]) => [name, plain(value)]),
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** What to look at first, as a list. */
function complaintLines(report: Report): string[] {
  const lines = complaintsOf(report).map(
    ({ experiment, verdict, because }) =>
      `- ${verdictWords(verdict)}, ${code(experiment)}: ${plain(because)}`,
  );
  return lines.length > 0 ? [lines.join('\n')] : [];
}

const verdictWords = (verdict: keyof typeof signs): string => `${signs[verdict]} ${verdict}`;

function claimRows({ number, says, evidence, unmeasured }: LedgerEntry): string[][] {
  if (evidence.length === 0)
    return [[String(number), plain(says), '– not measured in this run', '', unmeasured.map(code).join(', ')]];
  return evidence.map(({ verdict, because, experiment }, index) => [
    index === 0 ? String(number) : '',
    index === 0 ? plain(says) : '',
    verdictWords(verdict),
    plain(because),
    code(experiment),
  ]);
}

const beyondRow = ({ measured, verdict, because, experiment }: Evidence): string[] => [
  plain(measured),
  verdictWords(verdict),
  plain(because),
  code(experiment),
];

function verdictRow({ name, verdict }: ReportedExperiment): string[] {
  const { subjects, asClaimed } = countArms([verdict]);
  const { conclusion } = verdict;
  return [
    code(name),
    verdictWords(conclusion.verdict),
    `${asClaimed} of ${subjects}`,
    plain(conclusion.because),
  ];
}

function sectionOf({ name, about, verdict, figures }: ReportedExperiment, { manifest }: Report): string[] {
  const { conclusion, arms } = verdict;
  const claim =
    about.claim.number > 0
      ? `**The essay's claim ${about.claim.number}:** ${plain(about.claim.says)}`
      : '**Beyond the essay.**';
  return [
    `## ${name}`,
    plain(about.question),
    claim,
    `**Predicted before the run:** ${plain(about.prediction)}`,
    `**Found: ${verdictWords(conclusion.verdict)}.** ${plain(conclusion.because)}`,
    `\`\`\`sh\n${reproductionOf(name, manifest)}\n\`\`\``,
    table(
      ['Arm', 'Verdict', 'Because', 'Figures'],
      arms.map(({ arm, verdict, finding }) => [
        plain(armName(arm)) + (arm.role === 'subject' ? '' : ` (${arm.role})`),
        `${signs[verdict]} ${armVerdictWords(arm, verdict)}`,
        plain(finding.because),
        plain(
          Object.entries(finding.figures)
            .map(([figure, value]) => describeFigure(figure, value))
            .join('; '),
        ),
      ]),
    ),
    ...(figures.length > 0
      ? [
          `Plots: ${figures.map(({ title }, index) => `[${plain(title)}](plots/${name}-${index + 1}.svg)`).join(', ')}`,
        ]
      : []),
    `**It does not show:** ${plain(about.doesNotShow)}`,
  ];
}

function failuresOf({ manifest: { failures } }: Report): string[] {
  if (failures.length === 0) return [];
  const rows = failures.map(({ experiment, arm, because }) => [
    code(experiment),
    plain(arm),
    plain(because.split('\n')[0] ?? ''),
  ]);
  return ['## Arms that could not be performed', table(['Experiment', 'Arm', 'Because'], rows)];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const code = (name: string): string => `\`${name}\``;

/** Text that stays what it is in a table cell of Markdown, and still reads well in a terminal. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[|\\`*[\]]|\b_|_\b/g, '\\$&');
