import { DATABASE_CORES_MAX, lastUsefulReplica } from './capacity.js';
import { choose, coresOf, planAll, thresholds, type Threshold } from './decide.js';
import type { Demands, PlannedStrategy } from './demands.js';
import type { Question } from './question.js';
import { duration } from './duration.js';
import type { StrategyPlan } from './strategy-plan.js';

/** A plan, and where adding order replicas stops helping. */
export interface PlanWithEnd extends StrategyPlan {
  readonly lastUsefulReplica: ReturnType<typeof lastUsefulReplica>;
}

/** Everything that a question is answered with, as `--json` prints it. */
export interface PlanDocument {
  readonly question: Question;
  /** Where they come from; `file` is absent where they are ours. */
  readonly demands: Demands['measured'] & { readonly file?: string };
  readonly assumptions: readonly string[];
  readonly plans: readonly PlanWithEnd[];
  /** Undefined when none can answer. */
  readonly recommended: PlannedStrategy | undefined;
  readonly why: string;
  /** The one to take instead where members whom order has seen must be answered while Redis is away; undefined when the recommended one does that, or none can. */
  readonly withoutStore: PlannedStrategy | undefined;
  readonly thresholds: readonly Threshold[];
}

export function makePlan(question: Question, demands: Demands, file?: string): PlanDocument {
  const plans = planAll(question, demands);
  const chosen = choose(plans);
  const survivor = choose(plans.filter(({ survives }) => survives.includes('store')));
  return {
    question,
    demands: { ...demands.measured, ...(file !== undefined && { file }) },
    assumptions: [...assumptionsOf(question), ...aboutDatabase(plans)],
    plans: plans.map((plan) => withEnd(plan, question, demands)),
    recommended: chosen?.strategy,
    why: chosen ? reasonOf(chosen, plans) : '',
    withoutStore: survivor === chosen ? undefined : survivor?.strategy,
    thresholds: chosen ? thresholds(question, demands) : [],
  };
}

function withEnd(plan: StrategyPlan, { members }: Question, demands: Demands): PlanWithEnd {
  const { strategy, logins } = plan;
  const situation = { strategy, members, lifetimeSeconds: logins.lifetimeSeconds };
  return { ...plan, lastUsefulReplica: lastUsefulReplica(situation, demands) };
}

const IDLE_SECONDS = 1800;

function assumptionsOf({ requestsPerSecond, members }: Question): string[] {
  const everySeconds = members / requestsPerSecond;
  return [
    'Every request is GET /orders with one query. Requests come at random, over all members and replicas alike; heavier routes need more of order and of its database.',
    'Lifetimes and places for copies are those that the services have by default; where a logout is felt at expiry, the lifetime is as short as was asked for.',
    'Demands are those of one machine under full load, and another Redis or database moves the figures in proportion: npm run lab -- plan --measure measures yours.',
    ...(everySeconds > IDLE_SECONDS
      ? [
          `A member sends a request every ${Math.round(everySeconds / 60)} minutes on average: many will have been logged out as idle after 30, so memory is what it is at most, and logins are more.`,
        ]
      : []),
  ];
}

function aboutDatabase(plans: readonly StrategyPlan[]): string[] {
  const least = Math.min(...plans.map(({ databaseCores }) => databaseCores));
  return least <= DATABASE_CORES_MAX
    ? []
    : [
        `The databases need ${least} cores at least, more than one server has: they have to be divided, whatever the strategy.`,
      ];
}

/** Why this one: against the cheapest that fits, and against what it is chosen over. */
function reasonOf(chosen: StrategyPlan, plans: readonly StrategyPlan[]): string {
  const fit = plans.filter(({ unfit }) => unfit === undefined);
  const cheapest = fit.reduce((one, other) => (coresOf(other) < coresOf(one) ? other : one));
  const cost = `It takes ${coresOf(chosen)} cores`;
  const compared =
    cheapest.strategy === chosen.strategy
      ? `${cost}, the fewest of all that can.`
      : `${cost}; ${cheapest.strategy} takes the fewest, ${coresOf(cheapest)}.`;
  return `${compared} ${logoutWords(chosen)} ${outageWords(chosen)}`;
}

const logoutWords = ({ revocationLagSeconds: lag }: StrategyPlan): string =>
  lag === 0 ? 'A logout is felt at once.' : `A logout is felt ${duration(lag)} later at the latest.`;

const outageWords = ({ survives }: StrategyPlan): string => {
  const fatal = (['store', 'member'] as const).filter((part) => !survives.includes(part));
  return fatal.length === 0
    ? 'Members whom order has seen are answered while Redis or member is away.'
    : `While ${fatal.map((part) => (part === 'store' ? 'Redis' : 'member')).join(' or ')} is away, order answers 503.`;
};
