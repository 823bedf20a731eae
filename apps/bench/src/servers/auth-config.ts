import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type AuthConfig, type Role, type StrategyName, authSettings } from '@doorman/auth';
import type { Surroundings } from '../subjects/subject.js';

const random = () => randomBytes(48).toString('base64url');
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** As long as the bench may take, so that nothing ends or is written again in between. */
const LIFETIME_SECONDS = String(12 * 3600);

/** One for both roles in this process. */
const secrets = {
  ACCESS_TOKEN_SECRET: random(),
  SERVICE_TOKEN: random(),
  ACCESS_TOKEN_PRIVATE_KEY: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
};

/** What `AUTH_STRATEGY` and the rest of the environment would make of it. */
export const authConfig = (
  strategy: StrategyName,
  role: Role,
  { redis, replica, member }: Partial<Surroundings> = {},
): AuthConfig =>
  authSettings(role).parse({
    ...secrets,
    AUTH_STRATEGY: strategy,
    REDIS_URL: redis,
    REDIS_REPLICA_URL: replica,
    MEMBER_URL: member,
    // A busy machine is no outage here.
    STORE_TIMEOUT_MS: '5000',
    SESSION_IDLE_TTL: LIFETIME_SECONDS,
    SESSION_ABSOLUTE_TTL: LIFETIME_SECONDS,
    ACCESS_TOKEN_TTL: String(Number(LIFETIME_SECONDS) - 1),
  });
