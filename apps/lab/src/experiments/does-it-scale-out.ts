import { type StrategyName, claimsOf } from '@doorman/auth';
import { type Arm, type JudgedArm, type Plan, type Run, armName, defineExperiment } from '../experiment.js';
import { type History, percentile } from '../history.js';
import { Generator } from '../load/closed-loop/generator.js';
import { credentialsOf } from '../load/members/credentials.js';
import {
  type Part,
  type Phase,
  demandMicros,
  parts,
  perSecondIn,
  phasesIn,
  requestsIn,
  runPhase,
} from '../measure/closed-loop-phase.js';
import { memoryFigure, throughputFigure } from '../plan/carry-on.js';
import { ourDemands } from '../plan/demands.js';
import { predictionIn, recordPrediction } from '../plan/predicted-demands.js';
import { errorPercent, saturation } from '../plan/saturation.js';
import type { Figure } from '../report/figure.js';
import { formatNumber } from '../report/numbers.js';
import type { Stage } from '../run/stage.js';
import { listed, sharedStrategies } from './arms.js';

export interface ScalePlan extends Plan {
  readonly strategy: StrategyName;
  /** To how many order services requests go; those of the shop that are more stand idle. */
  readonly replicas: number;
  readonly members: number;
  /** How long each phase is, in milliseconds, and how many rounds of them there are. */
  readonly forMs: number;
  readonly rounds: number;
  /** How long warming up may take, in milliseconds. */
  readonly warmForMs: number;
  /** Whether the capacity plan says beforehand what will be measured. Its demands are those of warm servers. */
  readonly predicts: boolean;
}

const STRATEGIES: readonly StrategyName[] = ['redis-session', 'shared-secret-jwt'];
const MORE: readonly StrategyName[] = [...STRATEGIES, 'cached-session', 'opaque-token'];
/** How many replicas it goes to. */
const MOST = { quick: 2, full: 4 } as const;
/** Where credentials cannot be made from outside, requests are of so many members. */
const SHOPPERS = 16;

/** Enough that no replica ever waits for a request. */
const SATURATING = 64;
/** Until then V8 compiles, and a request costs several times what it does later. */
const WARM_REQUESTS = 4000;
/** A machine on which others use so many cores is not ours to measure on. */
const ELSEWHERE_MAX = 0.3;
/** What a prediction may miss by, in percent. */
const MISS_MAX_PERCENT = 15;

export const doesItScaleOut = defineExperiment<ScalePlan>({
  question:
    'More order replicas: is everybody still known, how much more is answered, and what is full first?',
  claim: {
    number: 10,
    says: 'With a JWT only ACCESS_TOKEN_SECRET must be shared to scale out, so it scales further than sessions.',
  },
  prediction:
    'Everybody is known at every replica under both. Redis takes a few microseconds of a request and order two hundred, so one Redis is full only when dozens of replicas ask it: until then both scale alike. On a machine with fewer cores than processes neither gains by a replica, and the model says so beforehand.',
  doesNotShow:
    'What replicas add where each has a core of its own: here they share the cores with Redis, PostgreSQL and the load generator, so throughput is the cores divided by the CPU of all of them, and efficiency against ideal falls for that reason alone. What goes over from such a machine to a larger one is the CPU per request of each part.',

  /** Asked for N replicas it goes from one to N: all counts to four, then doubling. */
  arms: (form, most = MOST[form]) => [
    { strategy: 'memory-session', variant: variantOf(Math.min(2, most)), role: 'must-fail' },
    ...(form === 'quick' ? STRATEGIES : MORE).flatMap((strategy) =>
      countsTo(most).map((replicas): Arm => ({ strategy, variant: variantOf(replicas), role: 'subject' })),
    ),
  ],

  plan({ strategy, variant, role }, form) {
    const replicas = Number(/\d+/.exec(variant ?? '')?.[0] ?? 1);
    const subject = role === 'subject';
    return {
      // One shop for all counts: fewer have to be started, and all are asked of the same warm processes.
      topology: { strategy, members: 1, orders: subject ? MOST[form] : replicas },
      alone: true,
      needs: ['cpu'],
      shoppers: form === 'full' ? SHOPPERS : 1,
      strategy,
      replicas,
      members: 1000,
      forMs: form === 'quick' ? 500 : 1500,
      rounds: form === 'quick' || !subject ? 1 : 7,
      warmForMs: subject ? (form === 'quick' ? 1500 : 8000) : 0,
      predicts: subject && form === 'full',
    };
  },

  async perform(plan, stage) {
    const headers = await credentialsOf(plan.strategy, plan.members, stage);
    await measure(plan, headers, stage);
  },

  claims: ({ strategy }) => claimsOf(strategy).sharedAcrossServices,

  judge(history, plan) {
    const full = phasesIn(history, 'full');
    const requests = full.reduce((sum, phase) => sum + requestsIn(phase), 0);
    const refused = full.reduce((sum, { refused: each }) => sum + each, 0);
    const figures = figuresOf(history, plan);
    if (requests === 0) return { held: undefined, because: 'no request was answered', figures };
    const rate = `${formatNumber(figures['measuredPerSecond'] ?? NaN)} requests per second (${full.length} rounds, ${formatNumber(figures['leastPerSecond'] ?? NaN)} to ${formatNumber(figures['mostPerSecond'] ?? NaN)})`;
    return {
      held: refused === 0,
      because:
        refused > 0
          ? `${formatNumber(refused)} of ${formatNumber(requests)} requests were answered 401`
          : `everybody was known, at ${rate}${missOf(figures)}`,
      figures,
    };
  },

  conclude: (judged) => ({ verdict: 'depends', because: conclusionOf(judged) }),

  figures: (runs) => [
    throughputLines(runs),
    cpuBars(runs),
    ...(runs.some(({ plan }) => plan.predicts) ? [predictionStrip(runs)] : []),
    throughputFigure(ourDemands),
    memoryFigure(ourDemands),
  ],
});

const variantOf = (replicas: number): string =>
  `${replicas} order ${replicas === 1 ? 'replica' : 'replicas'}`;

/** 1, 2, 3, 4, 8, 16, … and the last. */
function countsTo(most: number): number[] {
  const counts = [1, 2, 3, 4].filter((count) => count < most);
  for (let count = 8; count < most; count *= 2) counts.push(count);
  return [...counts, most];
}

async function measure(plan: ScalePlan, headers: readonly Record<string, string>[], stage: Stage) {
  const generator = new Generator();
  try {
    const ports = stage.shop.orders.slice(0, plan.replicas).map(({ url }) => Number(new URL(url).port));
    const job = { ports, path: '/orders', forMs: plan.forMs, headers, connections: SATURATING };
    if (plan.predicts) await recordPrediction(plan.strategy, plan, stage.recorder);
    stage.says('warming up');
    await generator.run({ ...job, forMs: plan.warmForMs, requests: WARM_REQUESTS * plan.replicas });
    for (let round = 1; round <= plan.rounds; round++) {
      stage.says(`round ${round} of ${plan.rounds}`);
      await runPhase('full', job, generator, stage);
    }
  } finally {
    generator.stop();
  }
}

const median = (values: readonly number[]): number => percentile(values, 0.5);

const ofEach = <T>(of: (part: Part) => T): Readonly<Record<Part, T>> =>
  Object.fromEntries(parts.map((part) => [part, of(part)])) as Record<Part, T>;

/** CPU per request by part, in microseconds, median over the rounds. */
const demandsIn = (phases: readonly Phase[]): Readonly<Record<Part, number>> =>
  ofEach((part) => median(phases.map((each) => demandMicros(each, part))));

const sumOf = (demands: Readonly<Record<Part, number>>): number =>
  Object.values(demands).reduce((sum, micros) => sum + micros, 0);

/**
 * What was predicted and what was measured, one value each for every round. Predicted is from demands that were measured before; what the load generator and
 * the kernel take, how fast the machine is by that measure, and how many cores others left, no plan can know: that is taken from the phase itself.
 */
function roundsOf(history: History, { replicas }: Pick<ScalePlan, 'replicas'>) {
  const full = phasesIn(history, 'full');
  const measured = full.map(perSecondIn);
  const coresLeft = full.map(({ cores, elsewhere, seconds }) => Math.max(0, cores - elsewhere / seconds));
  const predicted = full.map((phase, round) => {
    const demands = predictionIn(history, besideIn(phase).generator);
    return demands ? saturation(demands, besideIn(phase), replicas, coresLeft[round] ?? NaN) : NaN;
  });
  const errors = predicted.map((each, round) => errorPercent(each, measured[round] ?? NaN));
  return { measured, coresLeft, predicted, errors };
}

const besideIn = (phase: Phase) => ({
  network: demandMicros(phase, 'network'),
  generator: demandMicros(phase, 'generator'),
});

function figuresOf(history: History, plan: ScalePlan): Record<string, number> {
  const full = phasesIn(history, 'full');
  const { measured, coresLeft, predicted, errors } = roundsOf(history, plan);
  const demands = demandsIn(full);
  const expected = predictionIn(history, demands.generator);
  const measuredPerSecond = median(measured);
  return {
    replicas: plan.replicas,
    measuredPerSecond,
    leastPerSecond: percentile(measured, 0),
    mostPerSecond: percentile(measured, 1),
    ...(expected && {
      predictedPerSecond: median(predicted),
      errorPercent: median(errors),
      expectedMicros: Object.values(expected).reduce(
        (sum, micros) => sum + micros,
        demands.network + demands.generator,
      ),
    }),
    ...Object.fromEntries(parts.map((part) => [`${part}Micros`, demands[part]])),
    fullMicros: sumOf(demands),
    busyCores: median(full.map((phase) => (sumOf(demandsIn([phase])) * perSecondIn(phase)) / 1e6)),
    coresLeft: median(coresLeft),
    elsewhereCores: median(full.map((phase) => phase.elsewhere / phase.seconds)),
    refusedShare:
      full.reduce((sum, { refused }) => sum + refused, 0) /
      full.reduce((sum, each) => sum + requestsIn(each), 0),
  };
}

type Figures = Readonly<Record<string, number>>;

/** Where a prediction misses: by what a request cost under full load, and by what cores did not do. */
function missOf(figures: Figures): string {
  const {
    predictedPerSecond,
    errorPercent: error = NaN,
    elsewhereCores = 0,
    expectedMicros = NaN,
    fullMicros = NaN,
    busyCores = NaN,
    coresLeft = NaN,
  } = figures;
  if (predictedPerSecond === undefined) return '';
  const off = `; the plan said ${formatNumber(predictedPerSecond)} (${error > 0 ? '+' : ''}${formatNumber(error)} %)`;
  if (!(Math.abs(error) > MISS_MAX_PERCENT)) return off;
  if (elsewhereCores > ELSEWHERE_MAX)
    return `${off}, which says little: others used ${formatNumber(elsewhereCores)} cores meanwhile`;
  const reasons = [
    `a request cost ${formatNumber(fullMicros)} µs where ${formatNumber(expectedMicros)} were to be expected`,
    `${formatNumber(busyCores)} of the ${formatNumber(coresLeft)} cores left were used`,
  ];
  return `${off}: ${reasons.join(', ')}`;
}

function conclusionOf(judged: readonly JudgedArm[]): string {
  const arms = judged.filter(({ arm }) => arm.role === 'subject');
  const strategies = [...new Set(arms.map(({ arm }) => arm.strategy))];
  const refusing = arms.filter(({ finding }) => !finding.held).map(({ arm }) => armName(arm));
  const known =
    refusing.length === 0
      ? `Everybody was known at every replica under ${listed(strategies)}.`
      : `Not everybody was known under ${listed(refusing)}.`;
  const figures = (strategy: StrategyName) =>
    arms.find(({ arm }) => arm.strategy === strategy)?.finding.figures ?? {};
  const { redisMicros = NaN, orderMicros = NaN } = figures('redis-session');
  return [
    known,
    `A request takes ${formatNumber(redisMicros)} µs of Redis and ${formatNumber(orderMicros)} of order, so one Redis is full when ${formatNumber(Math.round(orderMicros / redisMicros))} replicas ask it: that is how much further a token scales before the store has to be divided.`,
    validationOf(arms),
  ].join(' ');
}

/** How well the model foresaw it, by the arms in which the machine was ours. */
function validationOf(all: readonly JudgedArm[]): string {
  const arms = all.filter(({ finding }) => finding.figures['predictedPerSecond'] !== undefined);
  if (arms.length === 0)
    return 'Whether the capacity plan foresees it is asked in the full form, which lets the servers warm up.';
  const elsewhere = Math.max(...arms.map(({ finding }) => finding.figures['elsewhereCores'] ?? 0));
  const quiet = arms.filter(({ finding }) => (finding.figures['elsewhereCores'] ?? 0) <= ELSEWHERE_MAX);
  if (quiet.length === 0)
    return `Whether the capacity plan foresees the most that is answered cannot be told: others used up to ${formatNumber(elsewhere)} cores of this machine.`;
  const errors = quiet.map(({ finding }) => Math.abs(finding.figures['errorPercent'] ?? NaN));
  const within = errors.filter((error) => error <= MISS_MAX_PERCENT).length;
  return `The capacity plan foresaw the most that was answered within ${MISS_MAX_PERCENT} % in ${within} of ${errors.length} cases, and missed by ${formatNumber(Math.max(...errors))} % at most.`;
}

const isSubject = ({ arm }: Run): boolean => arm.role === 'subject';

function throughputLines(runs: readonly Run<ScalePlan>[]): Figure {
  const strategies = sharedStrategies.filter((strategy) => runs.some(({ arm }) => arm.strategy === strategy));
  const lineOf = (strategy: StrategyName, name: 'measured' | 'predicted') => ({
    arm: `${strategy}, ${name}`,
    points: runs
      .filter((run) => isSubject(run) && run.arm.strategy === strategy)
      .map(({ history, plan }) => ({
        x: plan.replicas,
        y: figuresOf(history, plan)[`${name}PerSecond`] ?? NaN,
      })),
  });
  return {
    form: 'lines',
    title: 'The most that is answered with more order replicas, measured and predicted',
    finding:
      'Where all share the cores of one machine, throughput is those cores divided by the CPU of everything that a request touches, however many replicas there are.',
    x: { label: 'order replicas' },
    y: { label: 'requests per second' },
    lines: strategies
      .flatMap((strategy) => [lineOf(strategy, 'measured'), lineOf(strategy, 'predicted')])
      .filter(({ points }) => points.some(({ y }) => Number.isFinite(y))),
  };
}

const cpuBars = (runs: readonly Run<ScalePlan>[]): Figure => ({
  form: 'bars',
  title: 'CPU per request under full load, by part',
  finding: 'Redis is the smallest part of a request: order and its database are full long before.',
  axis: { label: 'µs per request' },
  bars: runs.filter(isSubject).map(({ arm, history }) => {
    const demands = demandsIn(phasesIn(history, 'full'));
    return {
      arm: armName(arm),
      parts: {
        order: demands.order,
        member: demands.member,
        Redis: demands.redis,
        PostgreSQL: demands.database,
        'packets, in the kernel': demands.network,
        'load generator': demands.generator,
      },
    };
  }),
});

const predictionStrip = (runs: readonly Run<ScalePlan>[]): Figure => ({
  form: 'strip',
  title: 'How far the prediction misses, every round',
  finding: `From demands that were measured before, at the speed that the machine has now by what the load generator takes, to where all cores are busy, or order is; the aim is ${MISS_MAX_PERCENT} %.`,
  axis: { label: 'predicted over measured, %' },
  rows: runs.filter(isSubject).map(({ arm, history, plan }) => ({
    arm: armName(arm),
    values: roundsOf(history, plan).errors,
  })),
});
