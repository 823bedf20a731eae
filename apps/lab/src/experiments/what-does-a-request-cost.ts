import { type StrategyName, claimsOf } from '@doorman/auth';
import { type Arm, type JudgedArm, type Plan, type Run, armName, defineExperiment } from '../experiment.js';
import { redisSlow } from '../faults/link-faults.js';
import { type History, type Operation, ofKind, percentile } from '../history.js';
import { Generator } from '../load/closed-loop/generator.js';
import { credentialsOf } from '../load/members/credentials.js';
import { demandMicros, phasesIn, requestsIn, runPhase } from '../measure/closed-loop-phase.js';
import type { Figure } from '../report/figure.js';
import { formatNumber } from '../report/numbers.js';
import type { Stage } from '../run/stage.js';
import { listed, sentences, sharedStrategies, subjects } from './arms.js';

export interface CostPlan extends Plan {
  readonly strategy: StrategyName;
  /** Ways to Redis and back, in milliseconds. */
  readonly roundTripsMs: readonly number[];
  readonly perSecond: number;
  /** How long each round trip is held, and each round of CPU measured, in milliseconds. */
  readonly forMs: number;
  readonly rounds: number;
  /** How long warming up may take, in milliseconds. */
  readonly warmForMs: number;
  readonly members: number;
}

const STRING = 'secret as a string, tokens never seen';
const UNSEEN = 'tokens never seen';
const [NODE_MAJOR = 0] = process.versions.node.split('.').map(Number);
/** From here on parsing a secret as a public key costs little. */
const NODE_WITH_CHEAP_STRINGS = 22;

/** The other Nodes that tokens are verified on, by their major version. */
const OTHER_NODES = [22, 24].filter((major) => major !== NODE_MAJOR);

/** The pair that the project turns on. */
const QUICK: readonly StrategyName[] = ['redis-session', 'shared-secret-jwt'];
const CONNECTIONS = 16;
/** Until then V8 compiles, and a request costs several times what it does later. */
const WARM_REQUESTS = 4000;
const WARM_UP = 20;
/** A token that is verified, over one that is remembered, costs a service so much more at most, in microseconds: with a key object it is a quarter of that. */
const VERIFYING_MAX_MICROS = 200;
/** Of the way that is added, what a request may feel of it before it counts as waiting for it. */
const WAITS_SHARE = 0.5;
/** Who waits for the store waits in the luckiest request too, while a busy machine delays most but not all: so these are compared. */
const LUCKY_SHARE = 0.1;

export const whatDoesARequestCost = defineExperiment<CostPlan>({
  question:
    'What does it cost to find out who is asking: CPU of the service, and time, the further the store is away?',
  claim: {
    number: 9,
    says: 'A session costs a look-up in a store on every request, so it is slower than a JWT, which is only computed with the secret.',
  },
  prediction:
    'In CPU a look-up and a verified token cost about the same, and either is little beside the route; what is remembered is nearly free. In time only strategies that ask for every request feel the way to the store, once per request. The recipe that hands over the secret as a string costs more CPU than everything else together.',
  doesNotShow:
    'The cost of the guard alone: a real route with a query is measured, and npm run bench has the guard over a trivial one, with medians of many rounds. Percentiles of a hundred requests are coarse; n stands beside each. A proxy adds the way to the store, and takes time of its own on the same machine.',

  arms: (form) => [
    ...(NODE_MAJOR < NODE_WITH_CHEAP_STRINGS
      ? [{ strategy: 'shared-secret-jwt', variant: STRING, role: 'must-fail' } as const]
      : []),
    ...subjects(form === 'quick' ? QUICK : sharedStrategies),
    ...subjects(['shared-secret-jwt'], [UNSEEN]),
    ...(form === 'full'
      ? OTHER_NODES.flatMap((major) =>
          subjects(['shared-secret-jwt'], [onNode(major, STRING), onNode(major, UNSEEN)]),
        )
      : []),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: {
      strategy,
      members: 1,
      orders: 1,
      proxied: true,
      ...(variant?.endsWith(STRING) && { preload: 'secret-as-string' }),
      ...nodeIn(variant),
    },
    alone: true,
    needs: ['cpu'],
    shoppers: 4,
    strategy,
    roundTripsMs: variant === undefined ? [0, 1, 5, 20] : [],
    perSecond: form === 'quick' ? 120 : 200,
    // Two costs are told apart by many short rounds in turn rather than by few long ones: others on the machine then disturb both alike.
    forMs: form === 'full' ? 5000 : variant === undefined ? 500 : 300,
    rounds: form === 'full' ? 7 : variant === undefined ? 3 : 5,
    warmForMs: form === 'quick' ? 2500 : 15_000,
    members: form === 'quick' ? 1000 : 10_000,
  }),

  async perform(plan, stage) {
    const headers = await credentialsOf(plan.strategy, plan.members, stage);
    await measureCpu(plan, headers, stage);
    // The client's own code is compiled, and the stores' connections are made.
    for (let n = 0; n < WARM_UP; n++) await stage.do({ ...stage.orders(n, 0), kind: 'warm-up' });
    for (const roundTripMs of plan.roundTripsMs) {
      const end = roundTripMs > 0 ? await stage.begin(redisSlow(roundTripMs)) : undefined;
      await stage.load({
        perSecond: plan.perSecond,
        forMs: plan.forMs,
        deed: (n) => ({ ...stage.orders(n, 0), kind: kindAt(roundTripMs) }),
      });
      await end?.();
    }
  },

  /** Of the round trip: that no request waits for it. Of tokens: that verifying one costs little. */
  claims: ({ strategy, variant }) => variant !== undefined || claimsOf(strategy).survives.includes('store'),

  judge: (history, plan, { variant }) =>
    variant === undefined ? judgeWaiting(history, plan) : judgeVerifying(history),

  conclude(judged) {
    const arms = judged.filter(({ arm }) => arm.role === 'subject');
    const waiting = arms.filter(({ arm, finding }) => arm.variant === undefined && !finding.held);
    const asked = arms.find(({ arm }) => arm.strategy === 'redis-session')?.finding.figures ?? {};
    const known =
      arms.find(({ arm }) => arm.strategy === 'shared-secret-jwt' && !arm.variant)?.finding.figures ?? {};
    const verified = arms.find(({ arm }) => arm.variant === UNSEEN)?.finding.figures ?? {};
    const micros = (figures: Readonly<Record<string, number>>) => formatNumber(figures['orderMicros'] ?? NaN);
    return {
      verdict: 'depends',
      because: sentences(
        `Order's CPU per GET /orders was ${micros(asked)} µs with a look-up, ${micros(verified)} µs with a token verified each time and ${micros(known)} µs with one that is remembered: what a session costs is not CPU but the way to the store, which every request waits for under ${listed(waiting.map(({ arm }) => arm.strategy))}, and under no other.`,
        nodesWords(judged),
      ),
    };
  },

  figures: (runs) => [latencyLines(runs), cpuStrip(runs)],
});

/** A variant on another Node than ours. */
const onNode = (major: number, variant: string): string => `Node ${major}, ${variant}`;

function nodeIn(variant: string | undefined): { readonly node?: number } {
  const major = /^Node (\d+), /.exec(variant ?? '')?.[1];
  return major === undefined ? {} : { node: Number(major) };
}

/** What verifying costs with the secret as a string and as a key object, where other Nodes were at hand. */
function nodesWords(judged: readonly JudgedArm[]): string | false {
  const micros = (variant: string) =>
    formatNumber(
      judged.find(({ arm }) => arm.variant === variant)?.finding.figures['verifyingMicros'] ?? NaN,
    );
  const tried = OTHER_NODES.filter((major) => judged.some(({ arm }) => nodeIn(arm.variant).node === major));
  return (
    tried.length > 0 &&
    `To verify a token costs ${[`${micros(STRING)} µs with the secret as a string and ${micros(UNSEEN)} as a key object on Node ${NODE_MAJOR}`, ...tried.map((major) => `${micros(onNode(major, STRING))} and ${micros(onNode(major, UNSEEN))} on Node ${major}`)].join(', ')}.`
  );
}

const kindAt = (roundTripMs: number): string => `orders at ${roundTripMs} ms`;

/** Rounds of closed-loop load on credentials that are known, or where that is asked about on ones that are new. */
async function measureCpu(plan: CostPlan, headers: readonly Record<string, string>[], stage: Stage) {
  const generator = new Generator();
  try {
    const job = {
      ports: stage.shop.orders.map(({ url }) => Number(new URL(url).port)),
      connections: CONNECTIONS,
      path: '/orders',
      forMs: plan.forMs,
    };
    // Warm: code compiled, connections to the database made, credentials seen; where new ones are asked about, on new ones.
    const warming = { forMs: plan.warmForMs, requests: WARM_REQUESTS };
    const unseen =
      plan.roundTripsMs.length > 0 ? headers : await credentialsOf(plan.strategy, WARM_REQUESTS, stage);
    await generator.run({ ...job, ...warming, headers: unseen });
    for (let round = 0; round < plan.rounds; round++) {
      await runPhase('known', { ...job, headers }, generator, stage);
      if (plan.roundTripsMs.length > 0) continue;
      const unseen = await credentialsOf(plan.strategy, plan.members, stage);
      await runPhase('new', { ...job, headers: unseen, requests: unseen.length }, generator, stage);
    }
    if (plan.roundTripsMs.length === 0) await runPhase('known', { ...job, headers }, generator, stage);
  } finally {
    generator.stop();
  }
}

const orderMicrosIn = (history: History, name: string): number[] =>
  phasesIn(history, name).map((phase) => demandMicros(phase, 'order'));

function figuresOf(history: History, name: string): Record<string, number> {
  const micros = orderMicrosIn(history, name);
  const phases = phasesIn(history, name);
  return {
    rounds: micros.length,
    requests: phases.reduce((sum, phase) => sum + requestsIn(phase), 0),
    orderMicros: percentile(micros, 0.5),
    orderLeastMicros: percentile(micros, 0),
    orderMostMicros: percentile(micros, 1),
    redisMicros: percentile(
      phases.map((phase) => demandMicros(phase, 'redis')),
      0.5,
    ),
    memberMicros: percentile(
      phases.map((phase) => demandMicros(phase, 'member')),
      0.5,
    ),
  };
}

function judgeWaiting(history: History, { roundTripsMs }: CostPlan) {
  const latencies = (roundTripMs: number) => latenciesOf(ofKind(history, kindAt(roundTripMs)));
  const figures = {
    ...figuresOf(history, 'known'),
    ...Object.fromEntries(
      roundTripsMs.flatMap((roundTripMs) => [
        [`medianAt${roundTripMs}Ms`, percentile(latencies(roundTripMs), 0.5)],
        [`slowestOfHundredAt${roundTripMs}Ms`, percentile(latencies(roundTripMs), 0.99)],
      ]),
    ),
  };
  const [nearest = 0, furthest = 0] = [Math.min(...roundTripsMs), Math.max(...roundTripsMs)];
  const [near, far] = [
    percentile(latencies(nearest), LUCKY_SHARE),
    percentile(latencies(furthest), LUCKY_SHARE),
  ];
  if (!Number.isFinite(near) || !Number.isFinite(far) || near > furthest)
    return {
      held: undefined,
      because: Number.isFinite(near)
        ? `with the store at hand the luckiest tenth of the requests took up to ${formatNumber(near)} ms: the machine is too busy to tell`
        : 'requests were not answered',
      figures,
    };
  const added = far - near;
  const held = added < WAITS_SHARE * (furthest - nearest);
  return {
    held,
    because: `with the store ${furthest} ms away a request takes ${formatNumber(Math.max(0, added))} ms more than with the store at hand, by the luckiest tenth`,
    figures,
  };
}

const latenciesOf = (operations: readonly Operation[]): number[] =>
  operations.filter(({ outcome }) => outcome === 'ok').map(({ intendedMs, endedMs }) => endedMs - intendedMs);

function judgeVerifying(history: History) {
  const unseen = figuresOf(history, 'new');
  // Round by round against what is known before and after it: a service that still becomes faster does so in all three.
  const around = orderMicrosIn(history, 'known');
  const known = (round: number) => ((around[round] ?? NaN) + (around[round + 1] ?? around[round] ?? NaN)) / 2;
  const verifying = percentile(
    orderMicrosIn(history, 'new').map((micros, round) => micros - known(round)),
    0.5,
  );
  const figures = { ...unseen, verifyingMicros: verifying };
  const because = `a token that was never seen costs order ${formatNumber(verifying)} µs of CPU more than one that is remembered`;
  return Number.isFinite(verifying)
    ? { held: verifying < VERIFYING_MAX_MICROS, because, figures }
    : { held: undefined, because: 'no request was answered', figures };
}

const latencyLines = (runs: readonly Run<CostPlan>[]): Figure => ({
  form: 'lines',
  title: 'Median time of GET /orders, the further Redis is away',
  finding:
    'Who asks the store for every request waits for the way there and back once per request; the others do not notice.',
  x: { label: 'way to Redis and back, ms' },
  y: { label: 'median, ms' },
  lines: runs
    .filter(({ plan }) => plan.roundTripsMs.length > 0)
    .map(({ arm, plan, history }) => ({
      arm: armName(arm),
      points: plan.roundTripsMs.map((x) => ({
        x,
        y: percentile(latenciesOf(ofKind(history, kindAt(x))), 0.5),
      })),
    })),
});

const cpuStrip = (runs: readonly Run<CostPlan>[]): Figure => ({
  form: 'strip',
  title: 'CPU of order per GET /orders, every round',
  finding:
    'A look-up, a verified token and a remembered one differ by less than the route itself costs; only a secret handed over as a string stands out.',
  axis: { label: 'µs per request' },
  rows: runs.map(({ arm, plan, history }) => ({
    arm: armName(arm as Arm),
    values: orderMicrosIn(history, plan.roundTripsMs.length > 0 ? 'known' : 'new'),
  })),
});
