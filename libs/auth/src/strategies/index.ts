import type { Strategy } from '../strategy.js';
import { cachedSession } from './cached-session.js';
import { memorySession } from './memory-session.js';
import { opaqueToken } from './opaque-token.js';
import { publicKeyJwt } from './public-key-jwt.js';
import { redisSession } from './redis-session.js';
import { refreshedJwt } from './refreshed-jwt.js';
import { replicatedSession } from './replicated-session.js';
import { sealedCookie } from './sealed-cookie.js';
import { sharedSecretJwt } from './shared-secret-jwt.js';
import { stateless } from './stateless.js';

/** Every way to remember a member, by the name that `AUTH_STRATEGY` selects. */
export const strategies = {
  stateless,
  'sealed-cookie': sealedCookie,
  'memory-session': memorySession,
  'replicated-session': replicatedSession,
  'redis-session': redisSession,
  'cached-session': cachedSession,
  'opaque-token': opaqueToken,
  'shared-secret-jwt': sharedSecretJwt,
  'public-key-jwt': publicKeyJwt,
  'refreshed-jwt': refreshedJwt,
};

export type StrategyName = keyof typeof strategies;

export const strategyNames = Object.keys(strategies) as readonly StrategyName[];

/** The strategy, with its settings' types forgotten: the registry's users hand over what its own schema has parsed. */
export const strategyOf = (name: StrategyName): Strategy<unknown, unknown> =>
  strategies[name] as Strategy<unknown, unknown>;

export const claimsOf = (name: StrategyName) => strategies[name].claims;
