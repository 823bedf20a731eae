import { setTimeout as delay } from 'node:timers/promises';
import { type StrategyName, claimsOf } from '@doorman/auth';
import { type Arm, defineExperiment } from '../experiment.js';
import type { Fault } from '../faults/fault.js';
import { redisSlow } from '../faults/link-faults.js';
import {
  primaryFrozen,
  primaryKilled,
  redisEmptied,
  redisFrozen,
  redisKilled,
  redisOutOfMemory,
} from '../faults/redis-faults.js';
import { type History, ofKind, outcomes } from '../history.js';
import { listed, sharedStrategies, smallShop, subjects } from './arms.js';
import { type Timeline, type TimelinePlan, isTooLate, readTimeline, shares, timelines } from './timeline.js';

/** What can happen to the store, by the name that arms give it. */
const faults = {
  killed: redisKilled,
  frozen: redisFrozen,
  slow: redisSlow(2000),
  'out of memory': redisOutOfMemory,
  'restarted empty': redisEmptied,
  'killed, with Sentinel': primaryKilled,
  'frozen, with Sentinel': primaryFrozen,
} as const satisfies Record<string, Fault>;

type FaultName = keyof typeof faults;

const LOAD_AT_MOST_MS = 120_000;

/** A fail-over says something only about strategies that ask the primary. */
const failovers: readonly FaultName[] = ['killed, with Sentinel', 'frozen, with Sentinel'];
const askPrimary: readonly StrategyName[] = ['redis-session', 'cached-session'];

/** In the quick form: the one that a client finds hardest to see under every strategy, and killed besides where Redis keeps something. */
const quickArms: readonly Arm[] = [
  ...subjects(sharedStrategies, ['frozen']),
  ...subjects(['replicated-session', 'redis-session', 'cached-session', 'refreshed-jwt'], ['killed']),
];
const lasting = (Object.keys(faults) as FaultName[]).filter((fault) => !failovers.includes(fault));

export interface StorePlan extends TimelinePlan {
  readonly fault: FaultName | undefined;
  readonly perSecond: number;
  /** Milliseconds before, during and after the fault. */
  readonly beforeMs: number;
  readonly duringMs: number;
  readonly afterMs: number;
}

/** The arm that shows what the time limits are for. */
const TRAP = "frozen, under ioredis' defaults";

const isFault = (name: string | undefined): name is FaultName =>
  name !== undefined && Object.hasOwn(faults, name);

export const whatDiesWithTheStore = defineExperiment<StorePlan>({
  question:
    'The store fails. Who is still served, who is told so, who waits, and how long until all is well again?',
  claim: {
    number: 5,
    says: 'A session server that both can reach repairs the split, but if it fails everything stops: then why split at all?',
  },
  prediction:
    'Under redis-session every member is answered 503 within the time limit, and nobody is logged out; strangers notice nothing. Under cached-session and replicated-session known members are still served. Tokens notice nothing at all. A frozen store hurts as much as a dead one only because there is a command time limit. Where Sentinel watches over a replica the same outage ends by itself, one to three seconds after the primary fell silent, and everybody is still logged in.',
  doesNotShow:
    'A partition of the network inside a cluster of stores, and a fail-over by Cluster. Nor what a fail-over by Sentinel can lose: every session had been copied before the primary was lost here, but Redis answers before it copies, so that a login or a logout of the last moments can be undone although it was acknowledged.',

  arms: (form) => [
    { strategy: 'redis-session', variant: 'nothing broken', role: 'control' },
    { strategy: 'redis-session', variant: TRAP, role: 'must-fail' },
    ...(form === 'quick' ? quickArms : subjects(sharedStrategies, lasting)),
    ...subjects(askPrimary, form === 'quick' ? failovers.slice(0, 1) : failovers),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: {
      ...smallShop(strategy),
      ...(variant === 'slow' && { proxied: true }),
      ...(failovers.some((name) => name === variant) && { sentinel: true }),
      ...(variant === TRAP && { preload: 'ioredis-defaults' }),
    },
    shoppers: 5,
    fault: variant === TRAP ? 'frozen' : isFault(variant) ? variant : undefined,
    perSecond: form === 'quick' ? 40 : 100,
    beforeMs: form === 'quick' ? 400 : 3000,
    duringMs: form === 'quick' ? 1200 : 6000,
    afterMs: form === 'quick' ? 1800 : 5000,
    // Twice the store's time limit, which leaves the way there and back.
    tooLateMs: 500,
  }),

  async perform({ fault, perSecond, beforeMs, duringMs, afterMs }, stage) {
    // How long a fail-over takes is only known once it is over.
    const enough = new AbortController();
    const load = stage.load({
      perSecond,
      forMs: LOAD_AT_MOST_MS,
      until: enough.signal,
      deed: (n) => stage.orders(n, n),
    });
    try {
      await delay(beforeMs);
      const end = fault && (await stage.begin(faults[fault]));
      await delay(duringMs);
      await end?.();
      await delay(afterMs);
    } finally {
      enough.abort();
      await load;
    }
  },

  /** The failure contract, section 5 of the design. What it demands of a strategy depends on whether the strategy claims to survive. */
  claims: () => true,

  judge(history, { fault, tooLateMs }, { strategy }) {
    const timeline = readTimeline(history, tooLateMs);
    const { during, after } = timeline;
    const figures = { ...timeline.figures, ...(isFailover(fault) && sinceLoss(history)) };
    if (during.length === 0 || (fault && after.length === 0)) {
      return { held: undefined, because: 'no request fell into the time of the fault', figures };
    }
    const { ok, unavailable, refused } = outcomes(during);
    const complaint = fault
      ? complaintOf(timeline, fault, strategy)
      : ok < during.length
        ? 'not all was well although nothing was broken'
        : undefined;
    const seen = `of ${during.length} requests ${ok} were served, ${unavailable} answered 503 and ${refused} 401`;
    return { held: complaint === undefined, because: complaint ? `${complaint}: ${seen}` : seen, figures };
  },

  conclude(judged) {
    const arms = judged.filter(({ arm }) => arm.role === 'subject');
    const strategies = [...new Set(arms.map(({ arm }) => arm.strategy))];
    const waited = (strategy: StrategyName) =>
      arms.some(({ arm, finding }) => arm.strategy === strategy && (finding.figures['served'] ?? 0) < 1);
    const stopped = strategies.filter(waited);
    const went = strategies.filter((strategy) => !waited(strategy));
    return {
      verdict: 'depends',
      because: `It depends on where the answer is kept. Members had to wait for the store under ${listed(stopped)}; under ${listed(went)} they were served all the time.`,
    };
  },

  figures: (runs) => [
    timelines(runs, {
      title: 'What came of requests while the store was away',
      finding:
        'Where every request asks the store, all members wait for it; where the answer is elsewhere nobody notices.',
    }),
    shares(runs, {
      title: 'Requests sent while the store was away',
      finding: 'An outage is answered as one: 503, never 401.',
    }),
  ],
});

const isFailover = (fault: FaultName | undefined): boolean =>
  fault !== undefined && failovers.includes(fault);

/** How long after the loss of the primary the last request failed. */
function sinceLoss(history: History): Readonly<Record<string, number>> {
  const [fault] = ofKind(history, 'fault');
  const failed = ofKind(history, 'orders').filter(({ outcome }) => outcome !== 'ok');
  if (!fault || failed.length === 0) return {};
  return { lossToLastFailureMs: Math.max(...failed.map(({ endedMs }) => endedMs)) - fault.startedMs };
}

/** A busy machine answers one request in thirty 503, also where nothing was broken; a service that has not found back to the store, nearly all. */
const BUSY_SHARE = 0.1;

/** What the failure contract forbids and the history shows; undefined when there is nothing. */
function complaintOf(timeline: Timeline, fault: FaultName, strategy: StrategyName): string | undefined {
  const { during, after, late } = timeline;
  const counts = outcomes(during);
  if (isTooLate(timeline)) return `${late} answers came too late or never`;
  if (counts.unknown + counts.hung > 0) return `${counts.unknown + counts.hung} requests were lost`;
  // Sessions that are gone are gone: then, and only then, is 401 the right answer.
  const gone = fault === 'restarted empty' && keepsLoginInStore(strategy);
  if (counts.refused > 0 && !gone) return `${counts.refused} members were logged out`;
  const survives = claimsOf(strategy).survives.includes('store') || fault === 'out of memory';
  if (survives && !gone && counts.ok < during.length)
    return 'known members were not served, which it claims they are';
  const afterwards = outcomes(after);
  if (afterwards.refused > 0 && !gone) return `${afterwards.refused} members were logged out afterwards`;
  if (!gone && after.length - afterwards.ok > after.length * BUSY_SHARE)
    return 'not all was well a second after the store was back';
  return undefined;
}

const keepsLoginInStore = (strategy: StrategyName): boolean => claimsOf(strategy).cart === 'in the session';
