import type { Surroundings } from './strategy-contract.js';

/** For strategies that ask nothing outside the process. */
export const withNothing = async (environment: Record<string, string> = {}): Promise<Surroundings> => ({
  environment,
  stop: async () => undefined,
});
