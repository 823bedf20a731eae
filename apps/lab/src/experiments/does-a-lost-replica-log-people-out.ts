import { setTimeout as delay } from 'node:timers/promises';
import { type StrategyName, claimsOf } from '@doorman/auth';
import { type Plan, armName, defineExperiment } from '../experiment.js';
import { rollingRestart, serviceKilled } from '../faults/service-faults.js';
import { ofKind, outcomes, percentile } from '../history.js';
import { balanced } from '../load/balanced.js';
import type { Stage } from '../run/stage.js';
import type { Environment } from '../topology/settings.js';
import { listed, sentences, sharedStrategies, sides, smallShop, subjects } from './arms.js';
import { timelines } from './timeline.js';
import { askUnderWrongClock, judgeClock } from './wrong-clock.js';

const ROLLING = 'rolling restart';
const KILLED = 'one replica killed';
/** The arm in which the lost process was the only one that knew who is logged in. */
const ONLY_ONE = 'the one that logged them in is restarted';

/** How wrong the clock of the first order is, in seconds. */
const clocks = {
  'clock a minute ahead': 60,
  'clock a day ahead': 86_400,
  'clock a day behind': -86_400,
} as const;
type ClockName = keyof typeof clocks;
const clockNames = Object.keys(clocks) as ClockName[];
const BEHIND: ClockName = 'clock a day behind';

/** Where the clock is behind, logins are over before anybody asks: whether they are let in after all is the question. */
const SHORT_SECONDS = 3;
const shortLives: Partial<Record<StrategyName, Environment>> = {
  'redis-session': { SESSION_IDLE_TTL: String(SHORT_SECONDS), SESSION_ABSOLUTE_TTL: String(SHORT_SECONDS) },
  'shared-secret-jwt': { ACCESS_TOKEN_TTL: String(SHORT_SECONDS) },
};

const pair: readonly StrategyName[] = ['redis-session', 'shared-secret-jwt'];

export interface ReplicaPlan extends Plan {
  readonly lost: 'each order in turn' | 'one order' | 'member' | undefined;
  /** How many seconds the first order's clock is ahead, or behind when below zero; absent where clocks are right. */
  readonly clockSeconds?: number;
  /** Where logins are over before anybody asks: how long they live, in milliseconds. */
  readonly overAfterMs?: number;
  readonly perSecond: number;
  /** Milliseconds of load before, between a kill and the restart, and after. */
  readonly beforeMs: number;
  readonly goneMs: number;
  readonly afterMs: number;
}

export const doesALostReplicaLogPeopleOut = defineExperiment<ReplicaPlan>({
  question:
    'An order replica is killed, all of them are restarted one after the other, or the clock of one is wrong. Is anybody logged out, or let in after the end?',
  claim: {
    number: 0,
    says: 'Beyond the essay: servers come and go all the time, and nobody should have to log in again because of it.',
  },
  prediction:
    'Under every strategy that services share, nobody gets a 401 and every request is answered by the next replica. A session in the memory of one process ends with that process. With a clock a minute wrong nobody notices anything. A token carries its own end, which every service compares with its own clock: one that is a day ahead turns everybody away, one that is a day behind lets in tokens that are long over. A session in Redis is timed by Redis, and neither happens.',
  doesNotShow:
    'Requests that may not be repeated elsewhere, such as an order without a key, and a balancer that is slow to see that a replica is gone. Nor the wrong clock of member, which dates tokens, or of Redis itself.',

  /** Quick: the rolling restart under the pair the project turns on, a replica killed where it has something of its own or asks another server. */
  arms: (form) => [
    { strategy: 'redis-session', variant: 'nothing lost', role: 'control' },
    { strategy: 'memory-session', variant: ONLY_ONE, role: 'must-fail' },
    ...subjects(form === 'quick' ? pair : sharedStrategies, [ROLLING]),
    ...subjects(
      form === 'quick' ? ['replicated-session', 'cached-session', 'opaque-token'] : sharedStrategies,
      [KILLED],
    ),
    ...subjects(pair, clockNames),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: {
      ...smallShop(strategy),
      ...(variant === BEHIND && { environment: shortLives[strategy] ?? {} }),
    },
    ...(isClock(variant) && { clockSeconds: clocks[variant], needs: ['clock' as const] }),
    ...(variant === BEHIND && { overAfterMs: SHORT_SECONDS * 1000 }),
    shoppers: form === 'quick' ? 4 : 20,
    lost: lostIn(variant),
    perSecond: form === 'quick' ? 40 : 150,
    beforeMs: form === 'quick' ? 300 : 2000,
    goneMs: form === 'quick' ? 500 : 3000,
    afterMs: form === 'quick' ? 500 : 3000,
  }),

  async perform(plan, stage) {
    const { lost, clockSeconds, perSecond, beforeMs, goneMs, afterMs } = plan;
    if (clockSeconds !== undefined) return askUnderWrongClock(clockSeconds, plan, stage);
    const enough = new AbortController();
    const aMinuteMs = 60_000;
    const load = stage.load({
      perSecond,
      forMs: aMinuteMs,
      until: enough.signal,
      deed: (n) => ask(stage, n, lost === 'member' ? 'member' : 'order'),
    });
    await delay(beforeMs);
    await lose(stage, lost, goneMs);
    await delay(afterMs);
    enough.abort();
    await load;
  },

  /** A credential that carries its own end is only as good as the clock it is compared with. */
  claims: ({ strategy, variant }) =>
    !isClock(variant) || variant === 'clock a minute ahead' || claimsOf(strategy).revocation !== 'at-expiry',

  judge(history, plan, { role }) {
    if (plan.clockSeconds !== undefined) return judgeClock(history, plan.overAfterMs !== undefined);
    const { lost } = plan;
    const requests = ofKind(history, 'ask');
    const [fault] = ofKind(history, 'fault');
    const after = fault ? requests.filter(({ intendedMs }) => intendedMs > fault.endedMs) : requests;
    const { ok, refused } = outcomes(requests);
    const figures = {
      requests: requests.length,
      served: ok / requests.length,
      refused: refused / requests.length,
      passedOn: requests.filter(({ seen }) => Number(seen?.['tries']) > 1).length,
      p99Ms: percentile(
        requests.map(({ intendedMs, endedMs }) => endedMs - intendedMs),
        0.99,
      ),
    };
    if (after.length === 0 || (lost && !fault)) {
      return { held: undefined, because: 'no request was sent after the loss', figures };
    }
    // A member service that is alone is away while it restarts; what must fail is that it knows people again afterwards.
    const counted = role === 'must-fail' ? after : requests;
    const counts = outcomes(counted);
    const unserved = counted.length - counts.ok - counts.refused;
    return {
      held: counts.ok === counted.length,
      because: `of ${counted.length} requests ${counts.ok} were served, ${counts.refused} answered with 401 and ${unserved} not served, ${figures.passedOn} by the next replica`,
      figures,
    };
  },

  conclude(judged) {
    const { held, fell } = sides(judged.filter(({ arm }) => !isClock(arm.variant)));
    const clocked = sides(judged.filter(({ arm }) => isClock(arm.variant)));
    return {
      verdict: fell.length + clocked.fell.length === 0 ? 'holds' : 'depends',
      because: sentences(
        `Nobody had to log in again under ${listed(held)} because a replica was lost; ${fell.length === 0 ? 'only a session' : `somebody was turned away under ${listed(fell)}, and a session`} in the memory of one process ends with it.`,
        clocked.fell.length > 0 &&
          `A wrong clock at one order decides under ${listed(clocked.fell)}: ahead it turns everybody away, behind it lets in what is long over.`,
        clocked.held.length > 0 && `Under ${listed(clocked.held)} it changes nothing.`,
      ),
    };
  },

  figures: (runs) => [
    timelines(runs, {
      title: 'Requests while replicas come and go',
      finding: 'The next replica knows who is asking; a process that alone knew takes it with it.',
      kinds: ['ask'],
    }),
    {
      form: 'bars',
      title: 'People logged out by the loss of a process',
      finding: 'Nobody, unless the process was the only one that knew.',
      axis: { label: 'requests' },
      bars: runs.map(({ arm, history }) => {
        const { ok, refused, unavailable, unknown, hung } = outcomes(ofKind(history, 'ask'));
        const parts = { served: ok, 'logged out (401)': refused, 'not served': unavailable + unknown + hung };
        return { arm: armName(arm), parts };
      }),
    },
  ],
});

const isClock = (variant: string | undefined): variant is ClockName =>
  variant !== undefined && Object.hasOwn(clocks, variant);

function lostIn(variant: string | undefined): ReplicaPlan['lost'] {
  if (variant === ROLLING) return 'each order in turn';
  if (variant === KILLED) return 'one order';
  return variant === ONLY_ONE ? 'member' : undefined;
}

function ask({ shop, shoppers }: Stage, n: number, target: 'member' | 'order') {
  const shopper = n % shoppers.length;
  const turn = Math.floor(n / shoppers.length);
  const where =
    target === 'order' ? { replicas: shop.orders, path: '/orders' } : { replicas: shop.members, path: '/me' };
  return balanced({ kind: 'ask', target, turn, ...where }, shopper, shoppers[shopper]);
}

async function lose(stage: Stage, lost: ReplicaPlan['lost'], goneMs: number): Promise<void> {
  if (lost === undefined) return;
  if (lost === 'one order') {
    const end = await stage.begin(serviceKilled('orders'));
    await delay(goneMs);
    return end();
  }
  const services = lost === 'member' ? stage.shop.members : stage.shop.orders;
  const what = lost === 'member' ? 'member restarts' : 'order replicas restart in turn';
  await stage.recorder.timed(
    'fault',
    lost === 'member' ? 'member' : 'order',
    () => rollingRestart(services),
    () => ({ outcome: 'ok', seen: { what } }),
  );
}
