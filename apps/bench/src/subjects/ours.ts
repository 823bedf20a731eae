import type { StrategyName } from '@doorman/auth';
import { OUR_BASE, OUR_COOKIE_BASE } from './bases.js';
import { MEMBERS, type Part, type Subject, UNSEEN_TOKENS } from './subject.js';

/** Ours on NestJS and Fastify, with so many logins in rotation. */
const doorman = (
  strategy: StrategyName,
  over: string,
  needs: readonly Part[] = [],
  credentials = MEMBERS,
): Subject => ({
  label: strategy,
  group: 'doorman',
  over,
  needs,
  serve: async (surroundings) =>
    (await import('../servers/doorman.js')).serveDoorman(strategy, surroundings, credentials),
});

/** Sessions are written again once a minute: these were begun a moment ago and are only looked up. */
const cookie = (strategy: StrategyName, needs: readonly Part[] = []): Subject =>
  doorman(strategy, OUR_COOKIE_BASE, needs);

/** Tokens that have been seen before. */
const token = (strategy: StrategyName, needs: readonly Part[] = []): Subject =>
  doorman(strategy, OUR_BASE, needs);

/** Too many to be remembered. */
const unseenToken = (strategy: StrategyName): Subject => ({
  ...doorman(strategy, OUR_BASE, [], UNSEEN_TOKENS),
  label: `${strategy}, never seen`,
});

/** Every strategy but `stateless`, which lets nobody in. */
export const ours = {
  'sealed-cookie': cookie('sealed-cookie'),
  'memory-session': cookie('memory-session'),
  'replicated-session': cookie('replicated-session', ['redis', 'replica']),
  'redis-session': cookie('redis-session', ['redis']),
  'cached-session': cookie('cached-session', ['redis']),
  'opaque-token': token('opaque-token', ['member']),
  'shared-secret-jwt': token('shared-secret-jwt'),
  'shared-secret-jwt-unseen': unseenToken('shared-secret-jwt'),
  'public-key-jwt': token('public-key-jwt'),
  'public-key-jwt-unseen': unseenToken('public-key-jwt'),
  'refreshed-jwt': token('refreshed-jwt', ['redis']),
} satisfies Record<string, Subject>;
