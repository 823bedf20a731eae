import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { StrategyName } from '@doorman/auth';
import { Nonsense } from './question.js';

/** The strategies that a shop of several services can use: the others are controls. */
export const plannedStrategies = [
  'sealed-cookie',
  'replicated-session',
  'redis-session',
  'cached-session',
  'opaque-token',
  'shared-secret-jwt',
  'public-key-jwt',
  'refreshed-jwt',
] as const satisfies readonly StrategyName[];

export type PlannedStrategy = (typeof plannedStrategies)[number];

/** What one strategy costs. Times are CPU in microseconds, each of one core. */
export interface StrategyDemands {
  /** Of order, over the route itself, for a credential that it has seen and for one that it has not. */
  readonly knownMicros: number;
  readonly newMicros: number;
  /** Of Redis, for one look-up and for one write, such as moving a session's idle limit or a refresh. */
  readonly lookUpMicros: number;
  readonly writeMicros: number;
  /** Of member, and of its database, for answering one introspection or refresh. */
  readonly memberMicros: number;
  readonly memberDatabaseMicros: number;
  /** Of Redis, for one login without a cart. */
  readonly storeBytes: number;
  /** What an order process keeps of a credential that it has seen. */
  readonly rememberedBytes: number;
  /** What a client sends with every request. */
  readonly credentialBytes: number;
}

/** Service demands as they were measured somewhere. */
export interface Demands {
  readonly measured: {
    readonly at: string;
    readonly commit: string;
    readonly machine: string;
    readonly source: string;
  };
  /** How each figure comes about, by its name; a file of one's own need not say. */
  readonly how?: Readonly<Record<string, string>>;
  /** The same under every strategy: a guarded route with one query (`GET /orders`), and a login. */
  readonly route: {
    readonly orderMicros: number;
    readonly databaseMicros: number;
    /** Of the load generator meanwhile: a yardstick of how fast the machine was. A file of one's own need not have it. */
    readonly generatorMicros?: number;
  };
  readonly login: { readonly memberMicros: number; readonly databaseMicros: number };
  readonly strategies: Readonly<Record<PlannedStrategy, StrategyDemands>>;
}

/** What was measured for this repository, by `plan --measure`; it says where and when. */
export const ourDemands = JSON.parse(
  readFileSync(new URL('../../src/plan/demands.json', import.meta.url), 'utf8'),
) as Demands;

/** @throws Nonsense when the file is not there, or lacks a number */
export async function readDemands(path?: string): Promise<Demands> {
  if (path === undefined) return ourDemands;
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Nonsense(`--demands names ${path}, which cannot be read.`);
  });
  const given = parse(path, text);
  const { measured, login, strategies } = ourDemands;
  const { orderMicros, databaseMicros } = ourDemands.route;
  const wrong = firstMissing({ measured, route: { orderMicros, databaseMicros }, login, strategies }, given);
  if (wrong !== undefined)
    throw new Nonsense(`${path} is no file of demands: ${wrong} must be ${expected(ourDemands, wrong)}.`);
  const demands = given as Demands;
  // A strategy may cost nothing, but a route and a login that cost nothing would be served without limit.
  if (demands.route.orderMicros === 0 || demands.login.memberMicros === 0)
    throw new Nonsense(
      `${path} is no file of demands: route.orderMicros and login.memberMicros must be more than 0.`,
    );
  return demands;
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Nonsense(`--demands names ${path}, which is not JSON.`);
  }
}

/** A thousand seconds of CPU, or a gigabyte: nothing that a request or a login takes. */
const DEMAND_MAX = 1e9;

/** The path of the first value in which `given` is not made like `model`. */
export function firstMissing(model: unknown, given: unknown, path = ''): string | undefined {
  if (typeof model === 'number')
    return typeof given === 'number' && given >= 0 && given <= DEMAND_MAX ? undefined : path;
  if (typeof model !== 'object' || model === null) return typeof given === typeof model ? undefined : path;
  for (const [key, value] of Object.entries(model)) {
    const inner = firstMissing(
      value,
      (given as Record<string, unknown> | null | undefined)?.[key],
      join(path, key),
    );
    if (inner !== undefined) return inner;
  }
  return undefined;
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function expected(model: unknown, path: string): string {
  const value = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], model);
  return typeof value === 'number' ? 'a number from 0 to 1,000,000,000' : 'a text';
}
