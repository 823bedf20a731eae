import { percentile } from '../history.js';
import { type Demands, type PlannedStrategy, type StrategyDemands, plannedStrategies } from './demands.js';
import type { LoginCosts } from './login-costs.js';
import type { Costs, Round, Sizes } from './measured-shop.js';

/** Everything that was measured: rounds in turn over all strategies, so that the n-th of each were under the same conditions. */
export interface Measurements {
  readonly rounds: Readonly<Record<PlannedStrategy, readonly Round[]>>;
  readonly sizes: Readonly<Record<PlannedStrategy, Sizes>>;
  readonly logins: readonly LoginCosts[];
  readonly refreshes: readonly LoginCosts[];
}

/** Under which the route itself is measured: order looks the token up in a table, and asks nobody. */
const ROUTE: PlannedStrategy = 'shared-secret-jwt';

/** How each figure comes about: stands beside them in the file. */
export const how = {
  route: `GET /orders under ${ROUTE} with tokens that order remembers: all of order, and all of PostgreSQL; finding one token among them is in it`,
  login: 'POST /login with the right password, four members at a time',
  knownMicros:
    'order under the strategy over order under the route, in the same round, with credentials that it has seen; 0 where the difference is below what rounds differ by',
  newMicros: 'the same with credentials that it has not; where nothing is remembered all are',
  lookUpMicros: 'Redis, or the replica of its own, per request that is looked up',
  writeMicros:
    'Redis per request of a session that was not used for two minutes, less the look-up; under refreshed-jwt per refresh',
  memberMicros:
    'member per request under opaque-token, each of which is one introspection by order; under refreshed-jwt per POST /token/refresh',
  memberDatabaseMicros: 'PostgreSQL under opaque-token over the route, in the same round',
  storeBytes:
    'growth of used_memory from 1,000 to 16,000 logins; under cached-session of logins that order has a copy of, which Redis takes note of',
  rememberedBytes: 'growth of what order keeps, after garbage was collected, per credential that it has seen',
  credentialBytes: 'the header line',
} as const;

export function demandsFrom({ rounds, sizes, logins, refreshes }: Measurements): Omit<Demands, 'measured'> {
  const route = rounds[ROUTE].map(({ known }) => known);
  const over = (costs: readonly (Costs | undefined)[], part: keyof Costs) =>
    median(costs.map((each, round) => (each?.[part] ?? NaN) - (route[round]?.[part] ?? NaN)));
  const of = (strategy: PlannedStrategy): StrategyDemands => {
    const own = rounds[strategy];
    const [known, unseen, touched] = [
      own.map((each) => each.known),
      own.map((each) => each.unseen ?? each.known),
      own.map((each) => each.touched),
    ];
    const refreshing = strategy === 'refreshed-jwt';
    const lookUp = lookedUpAt[strategy];
    const write = touched.map((each, round) => (each?.redis ?? NaN) - (unseen[round]?.redis ?? NaN));
    return {
      knownMicros: tidy(over(known, 'order')),
      newMicros: tidy(over(unseen, 'order')),
      lookUpMicros: lookUp ? tidy(median(unseen.map((each) => each[lookUp]))) : 0,
      writeMicros: refreshing
        ? tidy(median(refreshes.map(({ redisMicros }) => redisMicros)))
        : touched[0]
          ? tidy(median(write))
          : 0,
      memberMicros: refreshing
        ? tidy(median(refreshes.map(({ memberMicros }) => memberMicros)))
        : strategy === 'opaque-token'
          ? tidy(median(known.map(({ member }) => member)))
          : 0,
      memberDatabaseMicros: strategy === 'opaque-token' ? tidy(over(known, 'database')) : 0,
      storeBytes: Math.round(sizes[strategy].storeBytes),
      rememberedBytes: Math.max(0, Math.round(sizes[strategy].rememberedBytes)),
      credentialBytes: sizes[strategy].credentialBytes,
    };
  };
  return {
    route: {
      orderMicros: tidy(median(route.map(({ order }) => order))),
      databaseMicros: tidy(median(route.map(({ database }) => database))),
      generatorMicros: tidy(median(route.map(({ generator }) => generator))),
    },
    login: {
      memberMicros: tidy(median(logins.map(({ memberMicros }) => memberMicros))),
      databaseMicros: tidy(median(logins.map(({ databaseMicros }) => databaseMicros))),
    },
    strategies: Object.fromEntries(
      plannedStrategies.map((strategy) => [strategy, of(strategy)]),
    ) as Demands['strategies'],
  };
}

const lookedUpAt: Readonly<Partial<Record<PlannedStrategy, 'redis' | 'replicas'>>> = {
  'redis-session': 'redis',
  'cached-session': 'redis',
  'replicated-session': 'replicas',
};

const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Three digits, and no cost below nothing. */
const tidy = (micros: number): number => Number(Math.max(0, micros).toPrecision(3));
