import { setTimeout as delay } from 'node:timers/promises';
import type { StrategyName } from '@doorman/auth';
import { untilFollowing } from '@doorman/stores';
import { type JudgedArm, type Plan, type Run, armName, defineExperiment } from '../experiment.js';
import { redisEmptied } from '../faults/redis-faults.js';
import { type History, type Operation, ofKind, outcomes, percentile } from '../history.js';
import type { Deed } from '../load/record.js';
import type { Answer, Shopper } from '../load/shopper.js';
import type { Stage } from '../run/stage.js';
import type { Topology } from '../topology/topology.js';
import { listed, smallShop, subjects } from './arms.js';

/** Those that keep something of a login in the store: when it is lost, so is the login. */
const inStore: readonly StrategyName[] = [
  'redis-session',
  'cached-session',
  'replicated-session',
  'refreshed-jwt',
];

const LOST = 'the store restarts empty';
const NOT_LOST = 'the store is not lost';
/** The arm that shows that it does not mend itself. */
const WAITING = 'nobody logs in again';

export interface MorningPlan extends Plan {
  readonly isStoreLost: boolean;
  /** Whether those who are refused log in again. */
  readonly comesBack: boolean;
  /** What finds out whether the login is still known: a request to order, or what a client does when its access token is over. */
  readonly asks: 'orders' | 'refresh';
  /** Whether the strategy keeps something of a login in the store. */
  readonly loginInStore: boolean;
  /** How many are back before all the others come, and go on shopping meanwhile. */
  readonly early: number;
  readonly perSecond: number;
  /** After so long a member who is not in gives up, in milliseconds. */
  readonly patienceMs: number;
}

export const howLongIsTheMorningAfter = defineExperiment<MorningPlan>({
  question:
    'The store was lost and is back empty. How long until everybody is logged in again, and who notices?',
  claim: {
    number: 0,
    says: 'Beyond the essay: when a session store loses its data, all members log in again at the same time.',
  },
  prediction:
    'Where the store knew who was logged in, everybody has to log in again, and that takes as long as member needs to check all the passwords: argon2id takes 10 to 20 ms of a core each, so tens of logins a second and member server, and minutes for some thousand members. Those who are back already are served meanwhile. Under tokens nobody notices; under refreshed-jwt it comes when the access tokens are over.',
  doesNotShow:
    'That people come at once: a program does, people come over minutes. And how many do not come back at all.',

  /** Quick: one of the three kinds of session in the store. */
  arms: (form) => [
    { strategy: 'redis-session', variant: NOT_LOST, role: 'control' },
    { strategy: 'redis-session', variant: WAITING, role: 'must-fail' },
    ...subjects(
      form === 'quick'
        ? ['redis-session', 'refreshed-jwt', 'shared-secret-jwt']
        : [...inStore, 'shared-secret-jwt'],
      [LOST],
    ),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: smallShop(strategy),
    shoppers: form === 'quick' ? 40 : 2000,
    isStoreLost: variant !== NOT_LOST,
    comesBack: variant !== WAITING,
    asks: strategy === 'refreshed-jwt' ? 'refresh' : 'orders',
    loginInStore: inStore.includes(strategy),
    early: form === 'quick' ? 4 : 20,
    perSecond: form === 'quick' ? 40 : 100,
    patienceMs: form === 'quick' ? 10_000 : 240_000,
  }),

  async perform(plan, stage) {
    if (plan.isStoreLost) await (await stage.begin(redisEmptied))();
    await untilReachable(stage.shop);
    const everybody = stage.shoppers.map((who, shopper) => ({ who, shopper }));
    const [early, others] = [everybody.slice(0, plan.early), everybody.slice(plan.early)];
    const enough = new AbortController();
    for (const one of early) await comeIn(stage, plan, one);
    const meanwhile = stage.load({
      perSecond: plan.perSecond,
      forMs: plan.patienceMs + 60_000,
      until: enough.signal,
      deed: (n) => stage.orders(n % early.length, Math.floor(n / early.length)),
    });
    await Promise.all(others.map((one) => comeIn(stage, plan, one)));
    enough.abort();
    await meanwhile;
    for (const { shopper } of everybody)
      await stage.do({ ...stage.orders(shopper, shopper), kind: 'in-again' });
  },

  claims: () => true,

  judge(history, plan) {
    const morning = readMorning(history, plan);
    const { figures, looked, inAgain } = morning;
    const { thrownOut, seconds } = figures;
    if (looked.length < plan.shoppers || inAgain.length < plan.shoppers) {
      return { held: undefined, because: 'not everybody was asked', figures };
    }
    if (plan.isStoreLost && plan.loginInStore && thrownOut === 0) {
      return { held: undefined, because: 'the store was lost and nobody noticed: it was not', figures };
    }
    const complaint = complaintOf(morning, plan);
    const inCount = outcomes(inAgain).ok;
    const seen = `${thrownOut} of ${plan.shoppers} were thrown out, and ${inCount} were in after ${seconds.toFixed(1)} s`;
    return { held: complaint === undefined, because: complaint ? `${complaint}: ${seen}` : seen, figures };
  },

  conclude(judged) {
    const arms = judged.filter(({ arm }) => arm.role === 'subject');
    const isThrownOut = ({ finding }: JudgedArm) => (finding.figures['thrownOut'] ?? 0) > 0;
    const mornings = arms.filter(isThrownOut).map(({ arm, finding: { figures } }) => {
      const { seconds = NaN, loginsPerSecond = NaN } = figures;
      return `${arm.strategy} (${seconds.toFixed(1)} s, ${loginsPerSecond.toFixed(0)} logins a second)`;
    });
    const others = arms.filter((arm) => !isThrownOut(arm)).map(({ arm }) => arm.strategy);
    return {
      verdict: 'depends',
      because: `It depends on whether the store knew who was logged in. Everybody had to log in again under ${listed(mornings)}; nobody had to under ${listed(others)}.`,
    };
  },

  figures: (runs) => [returning(runs), latencies(runs)],
});

/**
 * Until the services are connected again they rightly say that they cannot know, and a replica that has not heard from the new store still knows everybody:
 * the morning begins after that.
 */
async function untilReachable({ members, orders, redis, replicas }: Topology): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  for (const { url } of [...members, ...orders]) {
    const isReady = () => fetch(`${url}/health/ready`).then(({ status }) => status === 200);
    while (!(await isReady().catch(() => false)) && performance.now() < giveUpAt) await delay(20);
  }
  for (const replica of replicas) await untilFollowing(redis, replica);
}

interface Person {
  readonly who: Shopper;
  readonly shopper: number;
}

/** Comes by, and where that is refused logs in, again and again while the shop says that it is too busy. */
async function comeIn(stage: Stage, plan: MorningPlan, { who, shopper }: Person): Promise<void> {
  const looks: Deed =
    plan.asks === 'orders'
      ? stage.orders(shopper, shopper)
      : { kind: 'refresh', target: 'member-1', shopper, send: () => who.refresh() };
  const answer = await stage.do({ ...looks, kind: 'look' });
  if (answer?.status !== 401 || !plan.comesBack) return;
  let tries = 0;
  await stage.do({
    kind: 'login',
    target: 'member-1',
    shopper,
    send: async () => {
      const giveUpAt = performance.now() + plan.patienceMs;
      for (;;) {
        tries++;
        const { wait, result } = await attempt(who);
        if (result?.status !== 503 && result !== undefined) return result;
        if (performance.now() + wait > giveUpAt)
          throw new DOMException('The member has given up', 'TimeoutError');
        await delay(wait);
      }
    },
    see: () => ({ tries }),
  });
}

/** One login, and how long to wait before the next when this one came to nothing, in milliseconds. */
async function attempt(who: Shopper): Promise<{ wait: number; result?: Answer }> {
  try {
    const result = await who.login();
    return { result, wait: Number(result.headers.get('retry-after') ?? 1) * 1000 };
  } catch {
    return { wait: 1000 };
  }
}

const latencyMs = ({ intendedMs, endedMs }: Operation): number => endedMs - intendedMs;

/** What came of the morning; the early ones are not counted into the rush. */
function readMorning(history: History, { early }: MorningPlan) {
  const looked = ofKind(history, 'look');
  const inAgain = ofKind(history, 'in-again');
  const logins = ofKind(history, 'login').filter(({ outcome }) => outcome === 'ok');
  const rush = logins.filter(({ shopper = 0 }) => shopper >= early);
  const beganMs = Math.min(...rush.map(({ intendedMs }) => intendedMs));
  const endedMs = Math.max(...rush.map(({ endedMs }) => endedMs));
  const seconds = rush.length === 0 ? 0 : (endedMs - beganMs) / 1000;
  const meanwhile = ofKind(history, 'orders');
  return {
    looked,
    inAgain,
    meanwhile,
    figures: {
      members: looked.length,
      thrownOut: outcomes(looked).refused,
      seconds,
      ...(rush.length > 0 && {
        loginsPerSecond: rush.length / seconds,
        loginP50Ms: percentile(rush.map(latencyMs), 0.5),
        loginP99Ms: percentile(rush.map(latencyMs), 0.99),
      }),
      ...(meanwhile.length > 0 && { ordersP99Ms: percentile(meanwhile.map(latencyMs), 0.99) }),
    },
  };
}

/** What must not be and the history shows; undefined when there is nothing. */
function complaintOf(
  { looked, inAgain, meanwhile }: ReturnType<typeof readMorning>,
  { isStoreLost, loginInStore }: MorningPlan,
): string | undefined {
  const { refused, ok } = outcomes(looked);
  if (refused > 0 && !(isStoreLost && loginInStore))
    return 'people were thrown out though nothing that knew them was lost';
  if (refused + ok < looked.length) return 'some were told neither that they are in nor that they are not';
  if (outcomes(inAgain).ok < inAgain.length) return 'not everybody is in again';
  if (outcomes(meanwhile).ok < meanwhile.length) return 'those who were back were not served in the rush';
  return undefined;
}

function returning(runs: readonly Run<MorningPlan>[]) {
  return {
    form: 'lines',
    title: 'How many are logged in again after the store was lost',
    finding: 'The slope is how many passwords member can check in a second.',
    x: { label: 'seconds since everybody comes' },
    y: { label: 'share of members who are in' },
    lines: runs.map(({ arm, plan, history }) => {
      const looks = ofKind(history, 'look');
      const logins = ofKind(history, 'login').filter(({ outcome }) => outcome === 'ok');
      const arrivals = [...looks.filter(({ outcome }) => outcome === 'ok'), ...logins];
      const rush = arrivals.filter(({ shopper = 0 }) => shopper >= plan.early);
      const beganMs = Math.min(
        ...looks.filter(({ shopper = 0 }) => shopper >= plan.early).map(({ intendedMs }) => intendedMs),
      );
      const times = rush.map(({ endedMs }) => (endedMs - beganMs) / 1000).sort((a, b) => a - b);
      const points = times.map((x, at) => ({ x, y: (at + 1) / (plan.shoppers - plan.early) }));
      return { arm: armName(arm), points: [{ x: 0, y: 0 }, ...points] };
    }),
  } as const;
}

function latencies(runs: readonly Run<MorningPlan>[]) {
  return {
    form: 'strip',
    title: 'Logins, and requests of those who were back, in the rush',
    finding: 'Who is in is served; who is not waits in the queue for a password check.',
    axis: { label: 'milliseconds', logarithmic: true },
    rows: runs.flatMap(({ arm, history }) =>
      (['login', 'orders'] as const).map((kind) => ({
        arm: `${armName(arm)}: ${kind}`,
        values: ofKind(history, kind).map(latencyMs),
      })),
    ),
  } as const;
}
