import type { LinesFigure } from '../report/figure.js';
import { capacity } from './capacity.js';
import { type Demands, plannedStrategies } from './demands.js';
import { strategyFacts } from './strategy-facts.js';
import { planStrategy } from './strategy-plan.js';

const REPLICAS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;
const MEMBERS = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8] as const;
/** How often a member sends a request: once in half a minute. */
const REQUESTS_OF_ONE = 1 / 30;

/** The model carried to a thousand order replicas: what they can answer at most, by strategy. */
export const throughputFigure = (demands: Demands, members = 10_000_000): LinesFigure => ({
  form: 'lines',
  title: 'Model, not measurement: the most that so many order replicas can answer',
  finding: `For ${members.toLocaleString('en')} members. A line that bends has met a part that cannot be made larger: one Redis, or the database that every order reads.`,
  x: { label: 'order replicas', logarithmic: true },
  y: { label: 'requests per second', logarithmic: true },
  lines: plannedStrategies.map((strategy) => ({
    arm: strategy,
    points: REPLICAS.map((replicas) => {
      const { lifetimeSeconds } = strategyFacts[strategy];
      const { requestsPerSecond } = capacity({ strategy, members, replicas, lifetimeSeconds }, demands);
      return { x: replicas, y: requestsPerSecond };
    }),
  })),
});

/** The model carried to a hundred million members: what Redis has to hold, by strategy, over all of its nodes. */
export const memoryFigure = (demands: Demands): LinesFigure => ({
  form: 'lines',
  title: 'Model, not measurement: memory of Redis for so many members',
  finding:
    'Every member sends a request in half a minute. One shared store holds each session twice, for a replica takes over; copies beside every service hold it as often as there are services.',
  x: { label: 'members who are logged in', logarithmic: true },
  y: { label: 'GiB, all nodes together', logarithmic: true },
  lines: plannedStrategies
    .filter((strategy) => demands.strategies[strategy].storeBytes > 0)
    .map((strategy) => ({
      arm: strategy,
      points: MEMBERS.map((members) => {
        const question = { members, requestsPerSecond: members * REQUESTS_OF_ONE, storeRttMs: 0.5 };
        return { x: members, y: planStrategy(strategy, question, demands).redis.bytes / 2 ** 30 };
      }),
    })),
});
