import { authProblems, authSettings, secret } from '@doorman/auth';
import { type ConfigOf, configPart, databaseSettings, milliseconds } from '@doorman/service';
import { z } from 'zod';

const memberUrl = 'give the address of the member service, such as http://localhost:3001';

/** How the order service reaches the member service. */
const memberSettings = z.object({
  MEMBER_URL: z
    .url({
      protocol: /^https?$/,
      error: ({ input }) =>
        input === undefined ? `is not set: ${memberUrl}` : `is no web address: ${memberUrl}`,
    })
    .transform((url) => url.replace(/\/+$/, '')),
  /** How long one call may take before the order is accepted without an address. */
  MEMBER_TIMEOUT_MS: milliseconds(500, 10_000),
  /** What shows the member service that one of ours is asking. */
  SERVICE_TOKEN: secret,
});

export type MemberSettings = z.infer<typeof memberSettings>;

/** Every setting that is the order service's own, read nowhere else. */
export const config = {
  auth: configPart(authSettings('verifier'), authProblems),
  database: databaseSettings,
  member: configPart(memberSettings),
};

export type Config = ConfigOf<typeof config>;
