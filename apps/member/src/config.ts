import { authProblems, authSettings, secret } from '@doorman/auth';
import { ConfigError, type ConfigOf, configPart, databaseSettings } from '@doorman/service';
import { z } from 'zod';

/** Every setting of this service beyond those that all services have. */
export const config = {
  auth: configPart(authSettings('issuer'), async (settings) => {
    const problems = await authProblems(settings);
    if (problems.length > 0) throw new ConfigError(problems);
  }),
  database: databaseSettings,
  services: configPart(z.object({ SERVICE_TOKEN: secret })),
};

export type Config = ConfigOf<typeof config>;
