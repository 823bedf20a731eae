import { type StrategyName, claimsOf } from '@doorman/auth';
import { type Arm, type JudgedArm, type Plan, type Run, armName, defineExperiment } from '../experiment.js';
import { type History, percentile } from '../history.js';
import { Generator } from '../load/closed-loop/generator.js';
import { credentialsOf } from '../load/members/credentials.js';
import { type Phase, demandMicros, phasesIn, requestsIn, runPhase } from '../measure/closed-loop-phase.js';
import { memoryFigure, throughputFigure } from '../plan/carry-on.js';
import { ourDemands } from '../plan/demands.js';
import { type MeasuredDemands, errorPercent, saturation } from '../plan/saturation.js';
import type { Figure } from '../report/figure.js';
import { formatNumber } from '../report/numbers.js';
import type { Stage } from '../run/stage.js';
import { listed, sharedStrategies } from './arms.js';

export interface ScalePlan extends Plan {
  readonly strategy: StrategyName;
  readonly members: number;
  /** How long each round is, in milliseconds, and how many there are. */
  readonly forMs: number;
  readonly rounds: number;
  /** How long warming up may take, in milliseconds. */
  readonly warmForMs: number;
}

const STRATEGIES: readonly StrategyName[] = ['redis-session', 'shared-secret-jwt'];
const MORE: readonly StrategyName[] = [...STRATEGIES, 'cached-session', 'public-key-jwt'];

/** Enough that no replica ever waits for a request. */
const SATURATING = 64;
/** What a request costs is measured apart from what is predicted with it, but where as much is done at a time: with few connections each is woken for one request. */
const CALIBRATING = 24;
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

  arms: (form) => [
    { strategy: 'memory-session', variant: variantOf(2), role: 'must-fail' },
    ...(form === 'quick' ? STRATEGIES : MORE).flatMap((strategy) =>
      (form === 'quick' ? [1, 2] : [1, 2, 3, 4]).map((orders): Arm => ({
        strategy,
        variant: variantOf(orders),
        role: 'subject',
      })),
    ),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: { strategy, members: 1, orders: Number(/\d+/.exec(variant ?? '')?.[0] ?? 1) },
    alone: true,
    needs: ['cpu'],
    shoppers: 4,
    strategy,
    members: 1000,
    forMs: form === 'quick' ? 500 : 3000,
    rounds: form === 'quick' ? 2 : 5,
    warmForMs: form === 'quick' ? 2000 : 15_000,
  }),

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
          : `everybody was known, at ${rate}; the model said ${formatNumber(figures['predictedPerSecond'] ?? NaN)}${missOf(figures)}`,
      figures,
    };
  },

  conclude: (judged) => ({ verdict: 'depends', because: conclusionOf(judged) }),

  figures: (runs) => [
    throughputLines(runs),
    cpuBars(runs),
    predictionStrip(runs),
    throughputFigure(ourDemands),
    memoryFigure(ourDemands),
  ],
});

const variantOf = (orders: number): string => `${orders} order ${orders === 1 ? 'replica' : 'replicas'}`;

async function measure(plan: ScalePlan, headers: readonly Record<string, string>[], stage: Stage) {
  const generator = new Generator();
  try {
    const ports = stage.shop.orders.map(({ url }) => Number(new URL(url).port));
    const job = { ports, path: '/orders', forMs: plan.forMs, headers };
    stage.says('warming up');
    await generator.run({ ...job, connections: SATURATING, ...warming(plan) });
    for (let round = 1; round <= plan.rounds; round++) {
      stage.says(`round ${round} of ${plan.rounds}`);
      await runPhase('calibration', { ...job, connections: CALIBRATING }, generator, stage);
      await runPhase('full', { ...job, connections: SATURATING }, generator, stage);
    }
  } finally {
    generator.stop();
  }
}

const warming = ({ warmForMs, topology }: ScalePlan) => ({
  forMs: warmForMs,
  requests: WARM_REQUESTS * topology.orders,
});

const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Medians over the rounds. */
function demandsIn(phases: readonly Phase[]): MeasuredDemands {
  const of = (part: Parameters<typeof demandMicros>[1]) =>
    median(phases.map((each) => demandMicros(each, part)));
  return {
    orderMicros: of('order'),
    memberMicros: of('member'),
    redisMicros: of('redis'),
    replicasMicros: of('replicas'),
    databaseMicros: of('database'),
    generatorMicros: of('generator'),
  };
}

const sumOf = (demands: MeasuredDemands): number =>
  Object.values(demands).reduce((sum, micros) => sum + micros, 0);

const perSecond = (phase: Phase): number => requestsIn(phase) / phase.seconds;

/** What was predicted and what was measured, one value each for every round. */
function roundsOf(history: History, { topology }: Pick<ScalePlan, 'topology'>) {
  const [calibration, full] = [phasesIn(history, 'calibration'), phasesIn(history, 'full')];
  const measured = full.map(perSecond);
  const coresLeft = full.map(({ cores, elsewhere, seconds }) => Math.max(0, cores - elsewhere / seconds));
  // Round by round: what others do on the machine changes from one to the next.
  const predicted = calibration.map((phase, round) =>
    saturation(demandsIn([phase]), topology.orders, coresLeft[round] ?? NaN),
  );
  const errors = predicted.map((each, round) => errorPercent(each, measured[round] ?? NaN));
  return { measured, coresLeft, predicted, errors };
}

function figuresOf(history: History, { topology }: ScalePlan): Record<string, number> {
  const [calibration, full] = [phasesIn(history, 'calibration'), phasesIn(history, 'full')];
  const { measured, coresLeft, predicted, errors } = roundsOf(history, { topology });
  const demands = demandsIn(full);
  return {
    replicas: topology.orders,
    measuredPerSecond: median(measured),
    leastPerSecond: percentile(measured, 0),
    mostPerSecond: percentile(measured, 1),
    predictedPerSecond: median(predicted),
    errorPercent: median(errors),
    ...demands,
    predictedFromMicros: sumOf(demandsIn(calibration)),
    fullMicros: sumOf(demands),
    busyCores: median(full.map((phase) => (sumOf(demandsIn([phase])) * perSecond(phase)) / 1e6)),
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
    errorPercent: error = NaN,
    elsewhereCores = 0,
    predictedFromMicros = NaN,
    fullMicros = NaN,
    busyCores = NaN,
    coresLeft = NaN,
  } = figures;
  const off = ` (${error > 0 ? '+' : ''}${formatNumber(error)} %)`;
  if (!(Math.abs(error) > MISS_MAX_PERCENT)) return off;
  if (elsewhereCores > ELSEWHERE_MAX)
    return `${off}, which says little: others used ${formatNumber(elsewhereCores)} cores meanwhile`;
  const reasons = [
    `a request cost ${formatNumber(fullMicros)} µs under full load and ${formatNumber(predictedFromMicros)} before`,
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
function validationOf(arms: readonly JudgedArm[]): string {
  const elsewhere = Math.max(...arms.map(({ finding }) => finding.figures['elsewhereCores'] ?? 0));
  const quiet = arms.filter(({ finding }) => (finding.figures['elsewhereCores'] ?? 0) <= ELSEWHERE_MAX);
  if (quiet.length === 0)
    return `Whether the model foresees the most that is answered cannot be told: others used up to ${formatNumber(elsewhere)} cores of this machine.`;
  const errors = quiet.map(({ finding }) => Math.abs(finding.figures['errorPercent'] ?? NaN));
  const within = errors.filter((error) => error <= MISS_MAX_PERCENT).length;
  return `The model foresaw the most that was answered within ${MISS_MAX_PERCENT} % in ${within} of ${errors.length} cases, and missed by ${formatNumber(Math.max(...errors))} % at most.`;
}

const isSubject = ({ arm }: Run): boolean => arm.role === 'subject';

function throughputLines(runs: readonly Run<ScalePlan>[]): Figure {
  const strategies = sharedStrategies.filter((strategy) => runs.some(({ arm }) => arm.strategy === strategy));
  const lineOf = (strategy: StrategyName, name: 'measured' | 'predicted') => ({
    arm: `${strategy}, ${name}`,
    points: runs
      .filter((run) => isSubject(run) && run.arm.strategy === strategy)
      .map(({ history, plan }) => ({
        x: plan.topology.orders,
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
    lines: strategies.flatMap((strategy) => [lineOf(strategy, 'measured'), lineOf(strategy, 'predicted')]),
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
        order: demands.orderMicros,
        Redis: demands.redisMicros,
        PostgreSQL: demands.databaseMicros,
        'load generator': demands.generatorMicros,
      },
    };
  }),
});

const predictionStrip = (runs: readonly Run<ScalePlan>[]): Figure => ({
  form: 'strip',
  title: 'How far the prediction misses, every round',
  finding: `From what a request costs in another phase the model foresees what is answered at most; the aim is ${MISS_MAX_PERCENT} %.`,
  axis: { label: 'predicted over measured, %' },
  rows: runs.filter(isSubject).map(({ arm, history, plan }) => ({
    arm: armName(arm),
    values: roundsOf(history, plan).errors,
  })),
});
