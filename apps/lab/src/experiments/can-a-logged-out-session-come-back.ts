import { setTimeout as delay } from 'node:timers/promises';
import { type StrategyName, claimsOf } from '@doorman/auth';
import type { Cart, Product } from '@doorman/contracts';
import { type Finding, type Plan, type Run, armName, defineExperiment } from '../experiment.js';
import { redisSlow } from '../faults/link-faults.js';
import { type History, ofKind, outcomes } from '../history.js';
import type { Figure } from '../report/figure.js';
import type { Answer, Shopper } from '../load/shopper.js';
import type { Stage } from '../run/stage.js';
import { listed, sharedStrategies, smallShop, subjects } from './arms.js';

const RACE = 'logout races a change';
const CROWD = 'many changes at once';
const QUEUE = 'one change after another';

export interface ComebackPlan extends Plan {
  readonly what: typeof RACE | typeof CROWD | typeof QUEUE;
  /** How many logouts are raced, or how often many changes are made at once. */
  readonly rounds: number;
  /** How many changes of one cart a round makes. */
  readonly changes: number;
  /** How far away Redis is for every service while a race is on, so that a change takes long enough to be overtaken. */
  readonly roundTripMs: number;
  /** How long after its logout a session is looked for: longer than any copy or announcement takes. */
  readonly settleMs: number;
}

/** A way to Redis that can be made longer, and time enough for it: the limit is not what is asked about here. */
const farFromRedis = { proxied: true, environment: { STORE_TIMEOUT_MS: '1000' } };

/** The strategies that keep the cart with the login, in a store. */
const inSession: readonly StrategyName[] = sharedStrategies.filter(
  (strategy) => claimsOf(strategy).cart === 'in the session',
);

export const canALoggedOutSessionComeBack = defineExperiment<ComebackPlan>({
  question:
    'A member logs out while a request is still writing to the session. Does the session come back? And is anything lost when many requests write to it at once?',
  claim: {
    number: 0,
    says: 'Beyond the essay: what is deleted stays deleted, and what was written stays written.',
  },
  prediction:
    'Never, and nothing: a write to a session in Redis is one step together with the check that the session still exists and is still at the version that was read. A cart sealed into a cookie has no such step: the cookie that arrives last wins, and a copy of it knows of no logout.',
  doesNotShow: 'What happens when the primary Redis is lost with writes that no replica has yet.',

  arms: () => [
    { strategy: 'redis-session', variant: QUEUE, role: 'control' },
    { strategy: 'sealed-cookie', variant: RACE, role: 'must-fail' },
    { strategy: 'sealed-cookie', variant: CROWD, role: 'must-fail' },
    ...subjects(inSession, [RACE, CROWD]),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: {
      ...smallShop(strategy),
      ...(variant === RACE && inSession.includes(strategy) && farFromRedis),
    },
    shoppers: form === 'quick' ? 4 : 10,
    what: variant === RACE || variant === CROWD ? variant : QUEUE,
    rounds: variant === RACE ? (form === 'quick' ? 20 : 100) : form === 'quick' ? 2 : 10,
    changes: variant === RACE ? 4 : variant === CROWD ? 50 : 10,
    roundTripMs: inSession.includes(strategy) ? 20 : 0,
    settleMs: 500,
  }),

  async perform(plan, stage) {
    const products = (await stage.shoppers[0]?.send('GET', `${stage.shop.orders[0]?.url}/products`))?.body as
      readonly Product[] | undefined;
    const skus = (products ?? []).slice(0, plan.changes).map(({ sku }) => sku);
    if (plan.what === RACE) await race(plan, skus, stage);
    else await changeCarts(plan, skus, stage);
  },

  /** The failure contract, section 5 of the design, last two lines. */
  claims: () => true,

  judge: (history, { what }) => (what === RACE ? judgeRaces(history) : judgeCarts(history)),

  conclude(judged) {
    const arms = judged.filter(({ arm }) => arm.role === 'subject');
    const sum = (name: string) =>
      arms.reduce((total, { finding }) => total + (finding.figures[name] ?? 0), 0);
    const [races, cameBack, lost] = [sum('races'), sum('cameBack'), sum('lost')];
    // Where the way to Redis cannot be made longer, races are left out.
    const raced =
      races > 0 ? `${cameBack} of ${races} sessions came back` : 'no logout was raced in this run,';
    return {
      verdict: cameBack + lost === 0 ? 'holds' : 'depends',
      because: `Under ${listed([...new Set(arms.map(({ arm }) => arm.strategy))])} ${raced} and ${lost} of ${sum('acknowledged')} acknowledged changes were lost. In a sealed cookie both happen.`,
    };
  },

  figures: (runs) => [races(runs), carts(runs)],
});

/** A change that a shopper makes of their cart at one of the replicas, in turn. */
function change(stage: Stage, who: Shopper, round: number, skus: readonly string[], n: number) {
  const { name, url } = stage.shop.orders[n % stage.shop.orders.length] ?? { name: '', url: '' };
  const sku = skus[n % skus.length] ?? '';
  return stage.do({
    kind: 'change',
    target: name,
    shopper: round,
    send: () => who.send('PUT', `${url}/cart/items/${sku}`, { quantity: 1 }),
    see: () => ({ n }),
  });
}

/** Logs in, changes the cart at every replica, and logs out in the middle of it; later looks whether anybody is still let in. */
async function race(
  { rounds, changes, roundTripMs, settleMs }: ComebackPlan,
  skus: readonly string[],
  stage: Stage,
) {
  const copies: Shopper[] = [];
  const end = await stage.begin(redisSlow(roundTripMs));
  const raceOne = async (who: Shopper, round: number) => {
    await stage.insist({ kind: 'login', target: 'member-1', shopper: round, send: () => who.login() });
    copies[round] = who.copy();
    const changing = Array.from({ length: changes }, (_, n) => change(stage, who, round, skus, n));
    // Anywhere in the time that a change takes, which is three round trips.
    await delay(((round % 20) / 20) * 3 * roundTripMs);
    const logout = () => who.send('POST', `${who.member}/logout`);
    await stage.insist({ kind: 'logout', target: 'member-1', shopper: round, send: logout });
    await Promise.all(changing);
  };
  const raceAll = async (who: Shopper, first: number) => {
    for (let round = first; round < rounds; round += stage.shoppers.length) await raceOne(who, round);
  };
  await Promise.all(stage.shoppers.map(raceAll));
  await end();
  await delay(settleMs);
  for (const [round, copy] of copies.entries()) {
    for (const { name, url } of stage.shop.orders) {
      const send = () => copy.copy().send('GET', `${url}/cart`);
      await stage.insist({ kind: 'look', target: name, shopper: round, send });
    }
  }
}

/** Puts different products into one cart, all at once or in turn, and looks which of them are in it. */
async function changeCarts({ what, rounds, changes }: ComebackPlan, skus: readonly string[], stage: Stage) {
  for (let round = 0; round < rounds; round++) {
    const who = stage.shoppers[round % stage.shoppers.length];
    if (!who) return;
    await stage.insist({ kind: 'login', target: 'member-1', shopper: round, send: () => who.login() });
    const pending: Promise<unknown>[] = [];
    for (let n = 0; n < changes; n++) {
      const changing = change(stage, who, round, skus, n);
      pending.push(changing);
      if (what === QUEUE) await changing;
    }
    await Promise.all(pending);
    await stage.insist({
      kind: 'look',
      target: 'order-1',
      shopper: round,
      send: () => who.send('GET', `${stage.shop.orders[0]?.url}/cart`),
      see: (answer) => ({ kept: keptOf(answer, skus) }),
    });
  }
}

/** Which changes are in the cart: `0 3 4`. */
const keptOf = ({ body }: Answer, skus: readonly string[]): string =>
  ((body as Partial<Cart> | undefined)?.items ?? []).map(({ sku }) => skus.indexOf(sku)).join(' ');

const inRound = (history: History, round: number | undefined): History =>
  history.filter(({ shopper }) => shopper === round);

interface Races {
  readonly races: number;
  /** In how many a change was under way while the logout was. */
  readonly overtaken: number;
  readonly cameBack: number;
  readonly unclear: number;
}

function countRaces(history: History): Races {
  const logouts = ofKind(history, 'logout').filter(({ outcome }) => outcome === 'ok');
  const rounds = logouts.map((logout) => ({ logout, round: inRound(history, logout.shopper) }));
  const looks = rounds.map(({ round }) => outcomes(ofKind(round, 'look')));
  return {
    races: rounds.length,
    overtaken: rounds.filter(({ logout, round }) =>
      ofKind(round, 'change').some(
        (each) => each.startedMs < logout.endedMs && each.endedMs > logout.startedMs,
      ),
    ).length,
    cameBack: looks.filter(({ ok }) => ok > 0).length,
    unclear: looks.filter(({ ok, refused }) => ok + refused === 0).length,
  };
}

function judgeRaces(history: History): Finding {
  const { races, overtaken, cameBack, unclear } = countRaces(history);
  const refusedWrites = ofKind(history, 'change').filter(({ outcome }) => outcome === 'refused').length;
  const figures = { races, overtaken, cameBack, refusedWrites };
  if (overtaken === 0 || unclear > 0)
    return {
      held: undefined,
      because: 'no logout met a change under way, or nobody could look afterwards',
      figures,
    };
  return {
    held: cameBack === 0,
    because: `${cameBack} of ${races} sessions came back after their logout, ${overtaken} of which met a change under way`,
    figures,
  };
}

interface Changes {
  readonly changes: number;
  readonly acknowledged: number;
  /** Answered with a conflict: the client knows, and can try again. */
  readonly refused: number;
  /** Acknowledged, and not in the cart. */
  readonly lost: number;
  readonly unclear: number;
}

function countChanges(history: History): Changes {
  const changes = ofKind(history, 'change');
  const { ok, refused } = outcomes(changes);
  const kept = new Map(
    ofKind(history, 'look')
      .filter(({ outcome }) => outcome === 'ok')
      .map(({ shopper, seen }) => [shopper, new Set(String(seen?.['kept']).split(' '))]),
  );
  const acknowledged = changes.filter(({ outcome }) => outcome === 'ok');
  return {
    changes: changes.length,
    acknowledged: ok,
    refused,
    lost: acknowledged.filter(({ shopper, seen }) => kept.get(shopper)?.has(String(seen?.['n'])) === false)
      .length,
    unclear: acknowledged.filter(({ shopper }) => !kept.has(shopper)).length,
  };
}

function judgeCarts(history: History): Finding {
  const { unclear, ...figures } = countChanges(history);
  const { changes, acknowledged, refused, lost } = figures;
  if (acknowledged === 0 || unclear > 0)
    return {
      held: undefined,
      because: 'no change was acknowledged, or nobody could look afterwards',
      figures,
    };
  return {
    held: lost === 0,
    because: `of ${changes} changes ${acknowledged} were acknowledged and ${refused} refused with a conflict; ${lost} of those acknowledged were lost`,
    figures,
  };
}

const ofWhat = (runs: readonly Run<ComebackPlan>[], isRace: boolean) =>
  runs.filter(({ plan }) => (plan.what === RACE) === isRace);

const races = (runs: readonly Run<ComebackPlan>[]): Figure => ({
  form: 'bars',
  title: 'Logouts that raced a change of the session',
  finding: 'A session in a store stays deleted; a sealed cookie was never there to be deleted.',
  axis: { label: 'sessions' },
  bars: ofWhat(runs, true).map(({ arm, history }) => {
    const { races, cameBack } = countRaces(history);
    return { arm: armName(arm), parts: { 'stayed logged out': races - cameBack, 'came back': cameBack } };
  }),
});

const carts = (runs: readonly Run<ComebackPlan>[]): Figure => ({
  form: 'bars',
  title: 'Changes made to one cart at the same time',
  finding:
    'With compare and set every change is kept or refused; where the last cookie wins, the others are lost.',
  axis: { label: 'changes' },
  bars: ofWhat(runs, false).map(({ arm, history }) => {
    const { acknowledged, refused, lost, changes } = countChanges(history);
    return {
      arm: armName(arm),
      parts: {
        kept: acknowledged - lost,
        'refused with a conflict': refused,
        'lost in silence': lost,
        'not answered': changes - acknowledged - refused,
      },
    };
  }),
});
