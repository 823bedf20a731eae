import type { Demands, PlannedStrategy } from './demands.js';
import { plannedStrategies } from './demands.js';
import type { Question } from './question.js';
import { type StrategyPlan, planStrategy } from './strategy-plan.js';

/** Waiting longer than this to find out who is asking is felt in every request, in milliseconds. */
const ASKING_MAX_MS = 5;
/** Costs that differ by less are alike: the model is no better, and a few cores are no reason to give up a logout that works. */
const ALIKE_SHARE = 1.25;
const ALIKE_CORES = 4;

/** Cores to pay for: those of order, of Redis (a node is one), and of member. The databases cost what they cost under any strategy, except for what asking adds. */
export const coresOf = ({ orderReplicas, redis, memberCores, databaseCores }: StrategyPlan): number =>
  orderReplicas + redis.nodes + memberCores + databaseCores;

/**
 * One strategy: of those that can answer at all, and soon enough, the ones that cost about the least; of these the one that hears of a logout first; of these
 * the one that goes on through more outages; then the cheapest. Where all are slow, the fastest ones are looked at.
 * @returns undefined when none can answer
 */
export function choose(plans: readonly StrategyPlan[]): StrategyPlan | undefined {
  const fit = plans.filter(({ unfit }) => unfit === undefined);
  const least = Math.min(...fit.map(({ latency }) => latency.askingMs));
  const soon = fit.filter(({ latency }) => latency.askingMs <= Math.max(ASKING_MAX_MS, least));
  const cheapest = Math.min(...soon.map(coresOf));
  return soon
    .filter((plan) => coresOf(plan) <= Math.max(cheapest * ALIKE_SHARE, cheapest + ALIKE_CORES))
    .toSorted(
      (one, other) =>
        one.revocationLagSeconds - other.revocationLagSeconds ||
        other.survives.length - one.survives.length ||
        coresOf(one) - coresOf(other),
    )[0];
}

export const planAll = (question: Question, demands: Demands): readonly StrategyPlan[] =>
  plannedStrategies.map((strategy) => planStrategy(strategy, question, demands));

const decide = (question: Question, demands: Demands): PlannedStrategy | undefined =>
  choose(planAll(question, demands))?.strategy;

/** What a question can be varied in, and between which values it is looked at. */
const variables = {
  requestsPerSecond: { from: 1, to: 1e7 },
  members: { from: 100, to: 1e9 },
  storeRttMs: { from: 0.05, to: 249 },
  maxRevocationLagSeconds: { from: 0.01, to: 86_400 },
} as const;

export type Variable = keyof typeof variables;

/** Beyond this value of one number, all others being as they are, another strategy is recommended. */
export interface Threshold {
  readonly variable: Variable;
  readonly direction: 'above' | 'below';
  readonly value: number;
  /** Undefined where none can answer any more. */
  readonly instead: PlannedStrategy | undefined;
}

/** What would change the model's mind: for every number of the question the nearest value on either side, to three digits. */
export function thresholds(question: Question, demands: Demands): readonly Threshold[] {
  const here = decide(question, demands);
  return (Object.keys(variables) as Variable[]).flatMap((variable) => {
    const { from, to } = variables[variable];
    const now = question[variable] ?? to;
    const at = (value: number) => decide({ ...question, [variable]: roundFor(variable, value) }, demands);
    return (
      [
        ['below', from],
        ['above', to],
      ] as const
    ).flatMap(([direction, end]) => {
      const border = nearestChange(at, here, now, end);
      if (border === undefined) return [];
      const past = at(border * (direction === 'above' ? PAST : 1 / PAST));
      return [{ variable, direction, value: Number(border.toPrecision(3)), instead: past }];
    });
  });
}

const roundFor = (variable: Variable, value: number): number =>
  variable === 'members' ? Math.max(1, Math.round(value)) : value;

/** Right at a border what rounds to a core decides: the other strategy is the one a tenth past it. */
const PAST = 1.1;
const STEPS = 40;

/** Goes from `now` towards `end` in equal ratios until the answer is another one, then halves the last step. */
function nearestChange<T>(at: (value: number) => T, here: T, now: number, end: number): number | undefined {
  const start = now > 0 ? now : end;
  const ratio = (end / start) ** (1 / STEPS);
  if (ratio === 1) return undefined;
  let inside = now;
  for (let step = 1; step <= STEPS; step++) {
    let outside = start * ratio ** step;
    if (at(outside) === here) {
      inside = outside;
      continue;
    }
    for (let halving = 0; halving < 20; halving++) {
      const middle = Math.sqrt(inside * outside);
      if (at(middle) === here) inside = middle;
      else outside = middle;
    }
    return inside;
  }
  return undefined;
}
