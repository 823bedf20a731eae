import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { databaseSettings } from '../database/database-settings.js';
import { ConfigError } from './config-error.js';
import { configPart, type ConfigParts, readConfig } from './read-config.js';
import { serviceSettings } from './service-settings.js';

const problemsOf = async (parts: ConfigParts, env: Record<string, string>) => {
  const error = await readConfig(parts, env).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return error instanceof ConfigError ? error.problems : [];
};

const Secret = z.object({
  SECRET: z.string('is not set: give 32 random bytes').min(32, 'is shorter than 32 bytes'),
});

describe('reading the configuration', () => {
  it('gives each part its settings', async () => {
    const parts = { service: serviceSettings(3001), secret: configPart(Secret) };
    const { service, secret } = await readConfig(parts, { SECRET: 's'.repeat(32), LOG_LEVEL: 'warn' });
    expect(secret.SECRET).toHaveLength(32);
    expect(service).toEqual({
      PORT: 3001,
      HOST: '0.0.0.0',
      LOG_LEVEL: 'warn',
      SHUTDOWN_DELAY_MS: 500,
      SHUTDOWN_TIMEOUT_MS: 10_000,
    });
  });

  it('reports every problem at once, those of what the settings point at among them', async () => {
    const parts = {
      service: serviceSettings(3001),
      secret: configPart(Secret),
      strategy: configPart(z.object({ AUTH_STRATEGY: z.enum(['redis-session', 'stateless']) })),
      database: databaseSettings,
      cache: configPart(z.object({}), async () => ['CACHE_URL evicts']),
      redis: configPart(z.object({}), async () => {
        throw Object.assign(new Error(), { problems: ['REDIS_URL is full', 'REDIS_URL is a replica'] });
      }),
    };
    const env = {
      PORT: 'http',
      AUTH_STRATEGY: 'telepathy',
      DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:1/shop',
    };
    const problems = await problemsOf(parts, env);
    expect(problems).toEqual([
      'PORT must be a whole number from 0 to 65535',
      'SECRET is not set: give 32 random bytes',
      'AUTH_STRATEGY must be one of redis-session, stateless',
      expect.stringMatching(
        /^DATABASE_URL points at 127\.0\.0\.1:1\/shop, which cannot be used \(.*ECONNREFUSED.*set/,
      ),
      'CACHE_URL evicts',
      'REDIS_URL is full',
      'REDIS_URL is a replica',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('never repeats a secret', async () => {
    expect(await problemsOf({ secret: configPart(Secret) }, { SECRET: 'hunter2' })).toEqual([
      'SECRET is shorter than 32 bytes',
    ]);
  });

  it('takes an empty variable for one that is not set', async () => {
    expect(await problemsOf({ database: databaseSettings }, { DATABASE_URL: ' ' })).toEqual([
      expect.stringMatching(/^DATABASE_URL is not set: /),
    ]);
  });

  it('says once what two parts ask for', async () => {
    expect(await problemsOf({ one: configPart(Secret), two: configPart(Secret) }, {})).toHaveLength(1);
  });

  it.each(['10.0.0.0/8', 'loopback', 'uniquelocal, 203.0.113.7', '::1'])(
    'takes %s for proxies',
    async (TRUST_PROXY) => {
      expect(await problemsOf({ service: serviceSettings(1) }, { TRUST_PROXY })).toEqual([]);
    },
  );

  it.each(['nginx', '10.0.0.0/x', '10.0.0.0/8/9', '10.0.0.0/64', 'true'])(
    'refuses %s for proxies',
    async (TRUST_PROXY) => {
      expect(await problemsOf({ service: serviceSettings(1) }, { TRUST_PROXY })).toEqual([
        expect.stringMatching(/^TRUST_PROXY must list addresses/),
      ]);
    },
  );
});
