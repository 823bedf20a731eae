import { authProblems, authSettings, memberUrl, secret } from '@doorman/auth';
import { type ConfigOf, configPart, databaseSettings, milliseconds } from '@doorman/service';
import { z } from 'zod';

/** How the order service reaches the member service. */
const memberSettings = z.object({
  MEMBER_URL: memberUrl,
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
