import { setTimeout as delay } from 'node:timers/promises';
import type { StrategyName } from '@doorman/auth';
import { type Plan, armName, defineExperiment } from '../experiment.js';
import { rollingRestart, serviceKilled } from '../faults/service-faults.js';
import { ofKind, outcomes, percentile } from '../history.js';
import { balanced } from '../load/balanced.js';
import type { Stage } from '../run/stage.js';
import { listed, sharedStrategies, sides, smallShop, subjects } from './arms.js';
import { timelines } from './timeline.js';

const ROLLING = 'rolling restart';
const KILLED = 'one replica killed';
/** The arm in which the lost process was the only one that knew who is logged in. */
const ONLY_ONE = 'the one that logged them in is restarted';

const pair: readonly StrategyName[] = ['redis-session', 'shared-secret-jwt'];

export interface ReplicaPlan extends Plan {
  readonly lost: 'each order in turn' | 'one order' | 'member' | undefined;
  readonly perSecond: number;
  /** Milliseconds of load before, between a kill and the restart, and after. */
  readonly beforeMs: number;
  readonly goneMs: number;
  readonly afterMs: number;
}

export const doesALostReplicaLogPeopleOut = defineExperiment<ReplicaPlan>({
  question:
    'An order replica is killed, or all of them are restarted one after the other. Is anybody logged out?',
  claim: {
    number: 0,
    says: 'Beyond the essay: servers come and go all the time, and nobody should have to log in again because of it.',
  },
  prediction:
    'Under every strategy that services share, nobody gets a 401 and every request is answered by the next replica. A session in the memory of one process ends with that process.',
  doesNotShow:
    'Requests that may not be repeated elsewhere, such as an order without a key, and a balancer that is slow to see that a replica is gone.',

  /** Quick: the rolling restart under the pair the project turns on, a replica killed under all others. */
  arms: (form) => [
    { strategy: 'redis-session', variant: 'nothing lost', role: 'control' },
    { strategy: 'memory-session', variant: ONLY_ONE, role: 'must-fail' },
    ...subjects(form === 'quick' ? pair : sharedStrategies, [ROLLING]),
    ...subjects(
      sharedStrategies.filter((strategy) => form === 'full' || !pair.includes(strategy)),
      [KILLED],
    ),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: smallShop(strategy),
    shoppers: form === 'quick' ? 4 : 20,
    lost: lostIn(variant),
    perSecond: form === 'quick' ? 40 : 150,
    beforeMs: form === 'quick' ? 300 : 2000,
    goneMs: form === 'quick' ? 500 : 3000,
    afterMs: form === 'quick' ? 500 : 3000,
  }),

  async perform({ lost, perSecond, beforeMs, goneMs, afterMs }, stage) {
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

  claims: () => true,

  judge(history, { lost }, { role }) {
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
    const { held, fell } = sides(judged);
    return {
      verdict: fell.length === 0 ? 'holds' : 'depends',
      because: `Nobody had to log in again under ${listed(held)}; ${fell.length === 0 ? 'only a session' : `somebody was turned away under ${listed(fell)}, and a session`} in the memory of one process ends with it.`,
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
