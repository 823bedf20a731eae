import type { PlannedStrategy } from './demands.js';

/**
 * How a strategy uses the parts, as the services do under their default settings, except that a token that nothing renews lives as long as a session
 * (`ACCESS_TOKEN_TTL`): with the default of 15 minutes everybody would type a password four times an hour. Times are seconds.
 */
export interface StrategyFacts {
  /** Who is asked for a credential that order does not remember. */
  readonly asks: 'redis' | 'own replica' | 'member' | 'nobody';
  /** For how long order remembers a credential that it has seen, and how many; absent where it remembers none. */
  readonly remembers?: { readonly forSeconds: number | 'lifetime'; readonly places: number };
  /** How long a login lasts until its credential has to be bought anew. */
  readonly lifetimeSeconds: number;
  /** What keeps it alive: the password again, or a refresh token that is rotated in Redis. */
  readonly boughtWith: 'password' | 'refresh token';
  /** How often at most a session in use is written to the store to move its idle limit; absent where nothing is. */
  readonly touchSeconds?: number;
  /** How late a logout is felt at the latest; `lifetime` where only expiry ends a credential. */
  readonly revocation: number | 'lifetime';
  /** Whether its Redis can be a Cluster. */
  readonly canCluster: boolean;
}

const SESSION = { lifetimeSeconds: 43_200, boughtWith: 'password', touchSeconds: 60 } as const;
const TOKEN = {
  asks: 'nobody',
  remembers: { forSeconds: 'lifetime', places: 20_000 },
  revocation: 'lifetime',
  canCluster: true,
} as const;
/** What `cached-session` states for an announcing connection that died in silence; copies by replication are held to the same. */
const ANNOUNCED_SECONDS = 0.45;

export const strategyFacts: Readonly<Record<PlannedStrategy, StrategyFacts>> = {
  'sealed-cookie': {
    asks: 'nobody',
    lifetimeSeconds: 43_200,
    boughtWith: 'password',
    revocation: 'lifetime',
    canCluster: true,
  },
  'replicated-session': { ...SESSION, asks: 'own replica', revocation: ANNOUNCED_SECONDS, canCluster: false },
  'redis-session': { ...SESSION, asks: 'redis', revocation: 0, canCluster: true },
  'cached-session': {
    ...SESSION,
    asks: 'redis',
    // Moving the idle limit changes the session, so it ends every copy.
    remembers: { forSeconds: SESSION.touchSeconds, places: 100_000 },
    revocation: ANNOUNCED_SECONDS,
    // One connection follows the announcements of one primary.
    canCluster: false,
  },
  'opaque-token': {
    asks: 'member',
    lifetimeSeconds: 43_200,
    boughtWith: 'password',
    revocation: 0,
    canCluster: true,
  },
  'shared-secret-jwt': { ...TOKEN, lifetimeSeconds: 43_200, boughtWith: 'password' },
  'public-key-jwt': { ...TOKEN, lifetimeSeconds: 43_200, boughtWith: 'password' },
  'refreshed-jwt': { ...TOKEN, lifetimeSeconds: 300, boughtWith: 'refresh token' },
};

/** Nobody would log in, or have a client refresh, more often. */
const SHORTEST_LIFETIME_SECONDS = { password: 600, 'refresh token': 10 } as const;

/**
 * How long a credential lives, given what is asked: where only expiry ends it, no longer than the revocation may lag.
 * @returns undefined when it would have to be so short that nobody could use it
 */
export function lifetimeFor(
  { revocation, lifetimeSeconds, boughtWith }: StrategyFacts,
  maxLagSeconds = Infinity,
): number | undefined {
  if (revocation !== 'lifetime') return lifetimeSeconds;
  const seconds = Math.min(lifetimeSeconds, maxLagSeconds);
  return seconds >= SHORTEST_LIFETIME_SECONDS[boughtWith] ? seconds : undefined;
}
