import type { StrategyName } from '@doorman/auth';
import { OUR_BASE } from './bases.js';
import { MEMBERS, type Part, type Subject, UNSEEN_TOKENS } from './subject.js';

/** Ours on NestJS and Fastify. Credentials have been seen before, unless `credentials` are too many to be remembered. */
const doorman = (
  strategy: StrategyName,
  needs: readonly Part[] = [],
  {
    label = strategy,
    credentials = MEMBERS,
  }: { readonly label?: string; readonly credentials?: number } = {},
): Subject => ({
  label,
  group: 'doorman',
  over: OUR_BASE,
  needs,
  serve: async (surroundings) =>
    (await import('../servers/doorman.js')).serveDoorman(strategy, surroundings, credentials),
});

/**
 * Sessions of ours are written again when they were last seen a minute ago, as all of them were between two turns, and a copy is then
 * looked up again. So a first pass before each turn writes and a second one looks up: measured are members in the middle of their visit.
 */
const session = (strategy: StrategyName, needs: readonly Part[]): Subject => ({
  ...doorman(strategy, needs),
  passesBefore: 2,
});

const unseen = (strategy: StrategyName): Subject =>
  doorman(strategy, [], { label: `${strategy}, never seen`, credentials: UNSEEN_TOKENS });

/** Every strategy but `stateless`, which lets nobody in. */
export const ours = {
  'sealed-cookie': doorman('sealed-cookie'),
  'memory-session': doorman('memory-session'),
  'replicated-session': session('replicated-session', ['redis', 'replica']),
  'redis-session': session('redis-session', ['redis']),
  'cached-session': session('cached-session', ['redis']),
  'opaque-token': doorman('opaque-token', ['member']),
  'shared-secret-jwt': doorman('shared-secret-jwt'),
  'shared-secret-jwt-unseen': unseen('shared-secret-jwt'),
  'public-key-jwt': doorman('public-key-jwt'),
  'public-key-jwt-unseen': unseen('public-key-jwt'),
  'refreshed-jwt': doorman('refreshed-jwt', ['redis']),
} satisfies Record<string, Subject>;
