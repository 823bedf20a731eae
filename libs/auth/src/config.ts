import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { type CarrierName, carriers } from './carrier.js';
import { AuthUnavailable, UnfitStore } from './errors.js';
import type { TokenStore } from './introspection/token-store.js';
import { type StrategyName, claimsOf, strategyNames, strategyOf } from './strategies/index.js';
import type { IssuerSide, Tools, VerifierSide } from './strategy.js';

export type Role = 'issuer' | 'verifier';

/** What a service knows about authentication once its environment has been read. */
export interface AuthConfig {
  readonly strategy: StrategyName;
  readonly role: Role;
  readonly carrier: CarrierName;
  /** What the strategy's own schema made of the environment. */
  readonly settings: unknown;
}

const general = z.object({
  AUTH_STRATEGY: z.enum(strategyNames as [StrategyName, ...StrategyName[]], {
    error: `must be one of ${strategyNames.join(', ')}`,
  }),
  CREDENTIAL_CARRIER: z.enum(['cookie', 'bearer'], { error: 'must be cookie or bearer' }).optional(),
});

/**
 * The schema of an environment, as far as authentication goes: `AUTH_STRATEGY`, `CREDENTIAL_CARRIER`, and what the chosen strategy
 * asks for in this role. All problems are reported at once, each under the name of its variable.
 */
export const authSettings = (role: Role) =>
  z.record(z.string(), z.string().optional()).transform((environment, context): AuthConfig => {
    const chosen = general.safeParse(environment);
    if (!chosen.success) {
      context.issues.push(
        ...chosen.error.issues.map((issue) => ({ ...issue, code: 'custom' as const, input: undefined })),
      );
      return z.NEVER;
    }
    const { AUTH_STRATEGY: strategy, CREDENTIAL_CARRIER: asked } = chosen.data;
    const settings = strategyOf(strategy).settings[role].safeParse(environment);
    const own = claimsOf(strategy).carrier;
    const problems = settings.success
      ? []
      : settings.error.issues.map(({ path, message }) => ({ path, message }));
    if (asked === 'bearer' && own === 'cookie') {
      problems.push({
        path: ['CREDENTIAL_CARRIER'],
        message: `must be cookie or absent: ${strategy} is carried by a cookie alone`,
      });
    }
    for (const { path, message } of problems)
      context.issues.push({ code: 'custom', path, message, input: undefined });
    if (problems.length > 0) return z.NEVER;
    return { strategy, role, carrier: own === 'bearer' && asked ? asked : own, settings: settings.data };
  });

export const carrierOf = (config: AuthConfig) => carriers[config.carrier];

/** @throws AuthUnavailable, UnfitStore */
export const openVerifier = (config: AuthConfig, tools: Tools): Promise<VerifierSide> =>
  patiently(() => strategyOf(config.strategy).forVerifier(config.settings, tools));

/** @throws AuthUnavailable, UnfitStore */
export const openIssuer = (config: AuthConfig, tools: Tools): Promise<IssuerSide> =>
  patiently(() => strategyOf(config.strategy).forIssuer(config.settings, tools));

/** How long a service that starts waits for its store, in milliseconds. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 200;

/**
 * A request waits no longer than `STORE_TIMEOUT_MS`. A start has time: the store may have been started a moment ago.
 */
async function patiently<T>(open: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await open();
    } catch (problem) {
      if (!(problem instanceof AuthUnavailable) || performance.now() > giveUpAt) throw problem;
      await setTimeout(PAUSE_MS);
    }
  }
}

/**
 * Tries what the strategy depends on, for the one message with which a service refuses to boot.
 * @returns each problem, naming the setting to change
 */
export async function authProblems(config: AuthConfig): Promise<string[]> {
  const open = config.role === 'issuer' ? openIssuer : openVerifier;
  try {
    // Opening asks the token store nothing; the database behind it is the service's to try.
    const side = await open(config, { now: Date.now, tokens: {} as TokenStore });
    await side.close?.();
    return [];
  } catch (problem) {
    if (problem instanceof UnfitStore) return [problem.problem];
    if (problem instanceof AuthUnavailable) {
      return [`REDIS_URL: ${problem.message} there: start it, or set REDIS_URL to where it is`];
    }
    throw problem;
  }
}
