import type { Arm, ArmVerdict, ClaimVerdict } from '../experiment.js';
import type { Manifest } from '../results/manifest.js';
import { needs } from '../topology/needs.js';
import { counted, formatTime } from './numbers.js';
import { type Report, countArms } from './report.js';

/** Verdicts with a sign each: to be told apart without colour. */
export const signs: Readonly<Record<ClaimVerdict | ArmVerdict, string>> = {
  holds: '✓',
  refuted: '✗',
  depends: '◐',
  unknown: '?',
  'as-claimed': '✓',
  'not-as-claimed': '✗',
};

/** What an arm's verdict says. A control or must-fail arm claims nothing: it shows whether the experiment measures what it says. */
export function armVerdictWords({ role }: Arm, verdict: ArmVerdict): string {
  if (role === 'subject' || verdict === 'unknown') return verdict;
  return verdict === 'as-claimed' ? 'as it must' : 'not as it must';
}

export const roleWords: Readonly<Record<Arm['role'], string>> = {
  subject: '',
  control: 'control: nothing is broken, all must be well',
  'must-fail': 'must fail: shows that the experiment can see a failure',
};

export const verdictMeanings: readonly (readonly [string, string])[] = [
  [
    'holds, refuted, depends',
    "What the measurements say of the essay's claim; what it depends on stands beside it.",
  ],
  ['as-claimed, not-as-claimed', 'What they say of a strategy, against what the strategy claims of itself.'],
  ['unknown', 'The run cannot tell: an arm is missing, or a control did not go as it must.'],
  ['served, refused', 'An answer that does what was asked; an answer that says no (4xx).'],
  ['unavailable', 'An answer that says "cannot know" (503): nobody is logged out by it.'],
  [
    'no clear answer, hung',
    'A broken connection or a 500: it may have been done. Or nothing came within five seconds.',
  ],
];

/** Why this result is not a whole one; undefined when it is. */
export function bannerOf({ state, failures, leftOut = [] }: Manifest): string | undefined {
  if (state === 'interrupted')
    return 'This run was interrupted. What it had measured until then is below; experiments that lack arms conclude nothing.';
  if (state === 'running')
    return 'This run has not ended: it is still going on, or it was killed. What it has measured so far is below; experiments that lack arms conclude nothing.';
  if (failures.length > 0)
    return `${counted(failures.length, 'arm')} could not be performed: see the end of this report.`;
  return leftOut.length > 0
    ? `The shop ran in containers, where ${counted(leftOut.length, 'arm')} could not be performed: see the end of this report.`
    : undefined;
}

/** How the arms did, in a sentence. */
export function armsSentence({ experiments }: Report): string {
  const { subjects, asClaimed, notAsClaimed } = countArms(experiments.map(({ verdict }) => verdict));
  const unknown = subjects - asClaimed - notAsClaimed;
  const rest = [
    ...(notAsClaimed > 0 ? [`${notAsClaimed} not as claimed`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  return `Of ${counted(subjects, 'arm')} in ${counted(experiments.length, 'experiment')}, ${asClaimed} ${asClaimed === 1 ? 'is' : 'are'} as the strategy claims${rest.length > 0 ? `, ${rest.join(', ')}` : ''}.`;
}

/** The circumstances of a run, as name and value. */
export function circumstancesOf(manifest: Manifest): (readonly [string, string])[] {
  const { machine, versions, startedAt, tookSeconds, state, form, seed, lanes, commit, command } = manifest;
  const { on, leftOut = [] } = manifest;
  return [
    ['started', formatTime(startedAt)],
    ['took', tookSeconds === undefined ? 'unknown' : `${tookSeconds} s`],
    ['state', state],
    ['command', command],
    ['form', form],
    ['seed', String(seed)],
    ['shops side by side', String(lanes)],
    ['the shop ran as', on === 'compose' ? 'containers of docker-compose.yml' : 'processes of this machine'],
    ...leftOut.map(
      ({ experiment, arm, need }) => ['left out', `${experiment}, ${arm}: it needs ${needs[need]}`] as const,
    ),
    ['commit', commit ?? 'unknown'],
    [
      'machine',
      `${machine.processor}, ${counted(machine.cores, 'core')}, ${machine.memoryGiB} GiB, ${machine.system}`,
    ],
    [
      'versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
  ];
}
