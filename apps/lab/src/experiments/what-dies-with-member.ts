import { setTimeout as delay } from 'node:timers/promises';
import { type StrategyName, claimsOf } from '@doorman/auth';
import { type Arm, type Finding, defineExperiment } from '../experiment.js';
import { serviceFrozen, serviceKilled } from '../faults/service-faults.js';
import { type History, outcomes } from '../history.js';
import type { Deed } from '../load/record.js';
import type { Stage } from '../run/stage.js';
import { AcceptedOrders, completionOf } from './accepted-orders.js';
import { listed, sharedStrategies, smallShop, subjects } from './arms.js';
import {
  RECOVERY_MS,
  type Timeline,
  type TimelinePlan,
  isTooLate,
  readTimeline,
  shares,
  timelines,
} from './timeline.js';

const faults = { killed: serviceKilled('members'), frozen: serviceFrozen('members') };

type FaultName = keyof typeof faults;

const isFault = (name: string | undefined): name is FaultName =>
  name !== undefined && Object.hasOwn(faults, name);

/** The arm that asks for the one thing that nobody but member can do. */
const LOGGING_IN = 'killed, logging in';

export interface MemberPlan extends TimelinePlan {
  readonly fault: FaultName | undefined;
  /** What people do meanwhile. */
  readonly doing: 'shopping' | 'logging in';
  readonly perSecond: number;
  /** Milliseconds before and during the fault, and after it at least. */
  readonly beforeMs: number;
  readonly duringMs: number;
  readonly afterMs: number;
  /** An order asks member for the address first, and is accepted without when that takes too long: so long before the fault's end it must be on its way. */
  readonly orderAheadMs: number;
  /** How long after member's return every order must have its address. */
  readonly completedWithinMs: number;
}

const quickStrategies: readonly StrategyName[] = ['redis-session', 'shared-secret-jwt', 'opaque-token'];

export const whatDiesWithMember = defineExperiment<MemberPlan>({
  question:
    'The member server fails. Can those who are logged in still shop at the order server, and is any order lost?',
  claim: {
    number: 5,
    says: 'A session server that both can reach repairs the split, but if it fails everything stops: then why split at all?',
  },
  prediction:
    'With member killed or frozen, every strategy but opaque-token serves known members as if nothing were: orders are accepted without an address and completed within 5 s of its return. Under opaque-token order asks member with every request: 503 within the time limit, and nobody is logged out. Nobody can log in.',
  doesNotShow:
    'More than one member server, and an outage longer than the lifetime of a token or of a published key.',

  /** Quick: killed under the pair the project turns on and under the one that needs member; frozen also where keys or a refresh come from it. */
  arms: (form) => [
    { strategy: 'redis-session', variant: 'nothing broken', role: 'control' },
    { strategy: 'redis-session', variant: LOGGING_IN, role: 'must-fail' },
    ...subjects(
      form === 'quick' ? [...quickStrategies, 'public-key-jwt', 'refreshed-jwt'] : sharedStrategies,
      ['frozen'],
    ),
    ...subjects(form === 'quick' ? quickStrategies : sharedStrategies, ['killed']),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: smallShop(strategy),
    shoppers: form === 'quick' ? 3 : 8,
    fault: variant === LOGGING_IN ? 'killed' : isFault(variant) ? variant : undefined,
    doing: variant === LOGGING_IN ? 'logging in' : 'shopping',
    perSecond: form === 'quick' ? 30 : 80,
    beforeMs: form === 'quick' ? 300 : 3000,
    // Longer than the time limit of an order, so that some fall into it.
    duringMs: form === 'quick' ? 1600 : 6000,
    afterMs: form === 'quick' ? RECOVERY_MS + 200 : 5000,
    // Twice the time limit for asking member, which leaves the way there and back.
    tooLateMs: 500,
    orderAheadMs: 1000,
    completedWithinMs: 5000,
  }),

  async perform(plan, stage) {
    const enough = new AbortController();
    const accepted = new AcceptedOrders(stage);
    const aMinuteMs = 60_000;
    const load = stage.load({
      perSecond: plan.doing === 'shopping' ? plan.perSecond : 5,
      forMs: aMinuteMs,
      until: enough.signal,
      deed: plan.doing === 'shopping' ? (n) => shop(stage, accepted, n) : (n) => logIn(stage, n),
    });
    await delay(plan.beforeMs);
    const end = plan.fault && (await stage.begin(faults[plan.fault]));
    await delay(plan.duringMs);
    await end?.();
    await Promise.all([delay(plan.afterMs), accepted.untilCompleted(plan.completedWithinMs)]);
    enough.abort();
    await load;
  },

  /** The failure contract, section 5 of the design. What it demands of a strategy depends on whether the strategy claims to survive. */
  claims: () => true,

  judge: (history, plan, arm) =>
    plan.doing === 'logging in' ? judgeLogins(history, plan) : judgeShopping(history, plan, arm),

  conclude(judged) {
    const arms = judged.filter(({ arm }) => arm.role === 'subject');
    const strategies = [...new Set(arms.map(({ arm }) => arm.strategy))];
    const stopped = strategies.filter((strategy) =>
      arms.some(({ arm, finding }) => arm.strategy === strategy && (finding.figures['unavailable'] ?? 1) > 0),
    );
    const went = strategies.filter((strategy) => !stopped.includes(strategy));
    return {
      verdict: 'depends',
      because: `It depends on whom order must ask. While member was away those who were logged in could go on shopping under ${listed(went)}, and no order was lost; they had to wait for it under ${listed(stopped)}. Nobody could log in.`,
    };
  },

  figures: (runs) => [
    timelines(runs, {
      title: 'What came of requests while member was away',
      finding: 'Only where order asks member with every request do those who are logged in notice.',
      kinds: ['orders', 'login'],
    }),
    shares(
      runs.filter(({ plan }) => plan.doing === 'shopping'),
      {
        title: 'Requests to order that were sent while member was away',
        finding: 'Members are served, or told that nobody can know (503); nobody is logged out.',
      },
    ),
  ],
});

/** Every fifth request places an order; both kinds go to every replica in turn. */
function shop(stage: Stage, accepted: AcceptedOrders, n: number): Deed {
  const shopper = n % stage.shoppers.length;
  const replica = Math.floor(n / stage.shoppers.length);
  return n % 5 === 0 ? accepted.place(shopper, replica) : stage.orders(shopper, replica);
}

function logIn(stage: Stage, n: number): Deed {
  const shopper = n % stage.shoppers.length;
  const who = stage.shoppers[shopper];
  if (!who) throw new Error('The plan has no shopper');
  return { kind: 'login', target: 'member-1', shopper, send: () => who.login() };
}

function judgeLogins(history: History, { tooLateMs }: MemberPlan): Finding {
  const { during, figures } = readTimeline(history, tooLateMs, 'login');
  const { ok } = outcomes(during);
  return {
    held: during.length === 0 ? undefined : ok === during.length,
    because: `${ok} of ${during.length} could log in while member was away`,
    figures,
  };
}

function judgeShopping(history: History, plan: MemberPlan, { strategy }: Arm): Finding {
  const asking = readTimeline(history, plan.tooLateMs);
  const placing = readTimeline(history, plan.orderAheadMs, 'place');
  const completion = completionOf(history);
  const figures = {
    ...asking.figures,
    orders: placing.during.length,
    ordersAccepted: outcomes(placing.during).ok / placing.during.length,
    ...completion,
  };
  const isBlind = asking.during.length === 0 || placing.during.length === 0;
  if (isBlind || Number.isNaN(completion.awaiting) || (plan.fault && asking.after.length === 0)) {
    return { held: undefined, because: 'no request fell into the time of the fault', figures };
  }
  const survives = !plan.fault || claimsOf(strategy).survives.includes('member');
  const complaint =
    outageComplaint(asking, survives) ??
    outageComplaint(placing, survives) ??
    waitingComplaint(asking, placing, plan) ??
    debtComplaint(completion, plan);
  const { ok, unavailable, refused } = outcomes(asking.during);
  const seen = `of ${asking.during.length} requests ${ok} were served, ${unavailable} answered 503 and ${refused} 401; of ${placing.during.length} orders ${outcomes(placing.during).ok} were accepted`;
  return { held: complaint === undefined, because: complaint ? `${complaint}: ${seen}` : seen, figures };
}

/** An order that has its address was answered by member: sent while member was away, it waited for its return. */
function waitingComplaint(asking: Timeline, { during }: Timeline, { fault }: MemberPlan): string | undefined {
  if (isTooLate(asking)) return `${asking.late} answers came too late or never`;
  const waited = during.filter(({ seen }) => seen?.['state'] === 'placed').length;
  return fault && waited > during.length / 2 ? `${waited} orders waited for member` : undefined;
}

/** What the failure contract forbids and the history shows; undefined when there is nothing. */
function outageComplaint({ during, after }: Timeline, survives: boolean): string | undefined {
  const counts = outcomes(during);
  const afterwards = outcomes(after);
  if (counts.refused + afterwards.refused > 0)
    return `${counts.refused + afterwards.refused} members were logged out`;
  if (counts.unknown + counts.hung > 0) return `${counts.unknown + counts.hung} requests were lost`;
  if (survives && counts.ok < during.length) return 'known members were not served, which it claims they are';
  if (afterwards.ok < after.length) return 'not all was well a second after member was back';
  return undefined;
}

function debtComplaint(
  { awaiting, lost }: ReturnType<typeof completionOf>,
  { completedWithinMs }: MemberPlan,
): string | undefined {
  if (lost > 0) return `${lost} accepted orders were lost`;
  if (awaiting > 0)
    return `${awaiting} orders had no address ${completedWithinMs / 1000} s after member's return`;
  return undefined;
}
