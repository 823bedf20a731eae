import { describe, expect, it } from '@jest/globals';
import { authSettings } from './config.js';

const secret = 'a-long-and-random-looking-secret-0123456789';
const problemsOf = (environment: Record<string, string>) =>
  authSettings('issuer')
    .safeParse(environment)
    .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

describe('the settings of authentication', () => {
  it('are those of the chosen strategy alone', () => {
    expect(problemsOf({ AUTH_STRATEGY: 'shared-secret-jwt', ACCESS_TOKEN_SECRET: secret })).toBeUndefined();
    expect(
      problemsOf({ AUTH_STRATEGY: 'redis-session', REDIS_URL: 'redis://localhost:6379' }),
    ).toBeUndefined();
  });

  it('name every strategy when none of them is chosen', () => {
    for (const environment of [{}, { AUTH_STRATEGY: 'cookie' }, { AUTH_STRATEGY: 'constructor' }]) {
      expect(problemsOf(environment)).toEqual([
        expect.stringMatching(/^AUTH_STRATEGY .*redis-session.*shared-secret-jwt/),
      ]);
    }
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['short', 'x'.repeat(31)],
    ['one character repeated', 'x'.repeat(64)],
  ])('refuse a secret that is %s, without repeating it', (_, value) => {
    const problems = problemsOf({
      AUTH_STRATEGY: 'shared-secret-jwt',
      ...(value !== undefined && { ACCESS_TOKEN_SECRET: value }),
    });
    expect(problems?.join()).toMatch(/^ACCESS_TOKEN_SECRET .*32 random bytes|openssl/);
    if (value) expect(problems?.join()).not.toContain(value);
  });

  it('report everything that is wrong at once', () => {
    const problems = problemsOf({
      AUTH_STRATEGY: 'redis-session',
      REDIS_URL: 'localhost',
      STORE_TIMEOUT_MS: 'soon',
      SESSION_IDLE_TTL: '0',
      CREDENTIAL_CARRIER: 'bearer',
    });
    expect(problems?.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'CREDENTIAL_CARRIER',
      'REDIS_URL',
      'SESSION_IDLE_TTL',
      'STORE_TIMEOUT_MS',
    ]);
  });
});
