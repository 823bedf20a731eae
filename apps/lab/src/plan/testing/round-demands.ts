import { type Demands, type StrategyDemands, plannedStrategies } from '../demands.js';

const nothing: StrategyDemands = {
  knownMicros: 0,
  newMicros: 0,
  lookUpMicros: 0,
  writeMicros: 0,
  memberMicros: 0,
  memberDatabaseMicros: 0,
  storeBytes: 0,
  rememberedBytes: 0,
  credentialBytes: 100,
};

/** Demands to compute with in one's head: a route of 100 µs in order and 50 µs in its database, a login of 10 ms, and what is given of one's own. */
export const roundDemands = (own: Partial<StrategyDemands> = {}): Demands => ({
  measured: { at: '2026-01-01', commit: 'none', machine: 'none', source: 'made up' },
  route: { orderMicros: 100, databaseMicros: 50 },
  login: { memberMicros: 10_000, databaseMicros: 0 },
  strategies: Object.fromEntries(
    plannedStrategies.map((strategy) => [strategy, { ...nothing, ...own }]),
  ) as Demands['strategies'],
});
