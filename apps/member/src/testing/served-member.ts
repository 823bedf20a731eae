import { randomBytes, randomUUID } from 'node:crypto';
import type { Stores } from '@doorman/stores';
import { type Running, start } from '@doorman/service';
import { member } from '../member.js';

export const SERVICE_TOKEN = randomBytes(48).toString('base64url');

/**
 * The settings of a member service with an empty database of its own. It believes `X-Forwarded-For`, so that a spec can come from many places.
 */
export async function settingsFor({ postgres, redis }: Stores, strategy: string) {
  return {
    AUTH_STRATEGY: strategy,
    ACCESS_TOKEN_SECRET: randomBytes(48).toString('base64url'),
    SERVICE_TOKEN,
    REDIS_URL: redis.url,
    DATABASE_URL: await postgres.createDatabase(`member-${randomUUID()}`),
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    TRUST_PROXY: 'loopback',
    SHUTDOWN_DELAY_MS: '0',
    // A machine that is busy with other specs is no outage.
    STORE_TIMEOUT_MS: '1000',
    DATABASE_TIMEOUT_MS: '10000',
  };
}

/** The member service, listening inside this process, exactly as `main.ts` starts it. */
export const serveMember = async (stores: Stores, strategy: string): Promise<Running> =>
  start(member, await settingsFor(stores, strategy));
