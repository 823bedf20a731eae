import Table from 'cli-table3';
import { formatNumber } from '../report/numbers.js';
import type { Threshold, Variable } from './decide.js';
import { duration } from './duration.js';
import type { PlanDocument, PlanWithEnd } from './plan.js';
import type { Question } from './question.js';
import { TARGET, type StrategyPlan } from './strategy-plan.js';

/** For the terminal. */
export function planText(plan: PlanDocument): string {
  const { question, plans, demands } = plan;
  return [
    questionWords(question),
    '',
    'What it takes',
    tableOf(TAKES, plans, takes),
    '',
    'How it behaves',
    tableOf(BEHAVES, plans, behaves),
    ...plans.flatMap(({ strategy, unfit }) => (unfit === undefined ? [] : [`${strategy} cannot: ${unfit}.`])),
    '',
    ...card(plan),
    '',
    `A model, with every part at most ${TARGET * 100} % busy. What a request costs was measured: ${demands.source}; ${demands.machine}; ${demands.at}, commit ${demands.commit}${demands.file === undefined ? '' : ` (${demands.file})`}.`,
    ...plan.assumptions.map((assumption) => `- ${assumption}`),
    '',
  ].join('\n');
}

function questionWords({
  requestsPerSecond,
  members,
  storeRttMs,
  maxRevocationLagSeconds: lag,
}: Question): string {
  const logout =
    lag === undefined ? '' : `, a logout felt ${lag === 0 ? 'at once' : `within ${duration(lag)}`}`;
  return `${formatNumber(requestsPerSecond)} requests per second of ${formatNumber(members)} members, ${formatNumber(storeRttMs)} ms to the store and back${logout}.`;
}

const TAKES = ['', 'order', 'member cores', 'databases', 'Redis', 'its memory', "order's copies", 'network'];

const takes = (plan: StrategyPlan): string[] => [
  plan.unfit === undefined ? plan.strategy : `${plan.strategy} (cannot)`,
  `${formatNumber(plan.orderReplicas)} replicas`,
  formatNumber(plan.memberCores),
  `${formatNumber(plan.databaseCores)} cores`,
  redisForms[plan.redis.form](formatNumber(plan.redis.nodes)),
  bytes(plan.redis.bytes),
  bytes(plan.orderMemoryBytes),
  `${bytes(plan.networkBytesPerSecond)}/s`,
];

const redisForms: Readonly<Record<StrategyPlan['redis']['form'], (nodes: string) => string>> = {
  none: () => 'none',
  'one primary with a replica': () => '1 + 1 replica',
  Cluster: (nodes) => `Cluster of ${nodes}`,
  'a replica beside every service': (nodes) => `${nodes}, one beside each`,
};

const BEHAVES = [
  '',
  'mean',
  '99 % within',
  'busiest',
  'replicas help up to',
  'a logout is felt',
  'can be away',
];

const behaves = ({ strategy, latency, binding, lastUsefulReplica: last, ...plan }: PlanWithEnd): string[] => [
  strategy,
  `${formatNumber(latency.meanMs)} ms`,
  `${formatNumber(latency.slowestOfHundredMs)} ms`,
  `${binding.part}, ${Math.round(binding.utilisation * 100)} %`,
  `${formatNumber(last.replicas)}: ${last.bottleneck}, ${formatNumber(last.requestsPerSecond)}/s`,
  plan.revocationLagSeconds === 0 ? 'at once' : `after ${duration(plan.revocationLagSeconds)}`,
  plan.survives.map((part) => (part === 'store' ? 'Redis' : part)).join(', ') || 'nothing',
];

function tableOf(
  head: string[],
  plans: readonly PlanWithEnd[],
  row: (plan: PlanWithEnd) => string[],
): string {
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const plan of plans) table.push(row(plan));
  return table.toString();
}

/** The decision card. */
function card({ recommended, why, thresholds, withoutStore }: PlanDocument): string[] {
  if (recommended === undefined) return ['No strategy answers this: see above why each cannot.'];
  const otherwise = [
    ...(withoutStore === undefined
      ? []
      : [`where members must be answered while Redis is away: ${withoutStore}`]),
    ...thresholds.map(thresholdWords),
  ];
  return [
    `Take ${recommended}. ${why}`,
    ...(otherwise.length > 0
      ? ['Another one, with the other numbers as they are,', ...otherwise.map((line) => `  ${line}`)]
      : ['No single number within reason changes that.']),
  ];
}

const names: Readonly<Record<Variable, (value: number) => string>> = {
  requestsPerSecond: (value) => `${formatNumber(value)} requests per second`,
  members: (value) => `${formatNumber(value)} members`,
  storeRttMs: (value) => `${formatNumber(value)} ms to the store and back`,
  maxRevocationLagSeconds: (value) => `${duration(value)} for a logout to be felt`,
};

const thresholdWords = ({ variable, direction, value, instead }: Threshold): string =>
  `${direction} ${names[variable](value)}: ${instead ?? 'none can'}`;

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(count) / 10));
  return count === 0 ? '0' : `${formatNumber(count / 1024 ** power)} ${UNITS[power] ?? ''}`;
}
