import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisServer, startRedis } from '@doorman/stores';
import { Redis } from 'ioredis';
import { authProblems, authSettings, openIssuer, openVerifier } from '../config.js';
import { AuthUnavailable } from '../errors.js';
import type { Credential, Issuer, IssuerSide } from '../strategy.js';
import { SECRETS, adjustableClock, newMember } from '../testing/contract-tools.js';
import { withRedis } from '../testing/redis-surroundings.js';
import { describeStrategy } from '../testing/strategy-contract.js';

describeStrategy('refreshed-jwt', withRedis);

const clock = adjustableClock();
const settingsOf = (url: string, more: Record<string, string> = {}) => ({
  AUTH_STRATEGY: 'refreshed-jwt',
  REDIS_URL: url,
  // A machine that is busy with other specs is no outage.
  STORE_TIMEOUT_MS: '1000',
  ...SECRETS,
  ...more,
});
const open = (url: string, more?: Record<string, string>) =>
  openIssuer(authSettings('issuer').parse(settingsOf(url, more)), clock);

let server: RedisServer;
let member: IssuerSide;
let issuer: Issuer;
beforeAll(async () => {
  server = await startRedis();
  member = await open(server.url, { SESSION_IDLE_TTL: '1000', SESSION_ABSOLUTE_TTL: '2500' });
  issuer = member.issuer;
});
afterAll(async () => {
  await member.close?.();
  await server.stop();
});

const refresh = (token: string | undefined, by = issuer) => by.refresh!(token ?? '');
const login = async (memberId = newMember(), by = issuer) => {
  const { value, refreshToken } = await by.issue({ memberId });
  return { memberId, value, refreshToken: refreshToken! };
};
/** @returns what the token buys. @throws when it is refused */
async function refreshed(token: string | undefined, by = issuer): Promise<Credential> {
  const answer = await refresh(token, by);
  if (!answer.ok) throw new Error(`Refused: ${answer.refusal}`);
  return answer.credential;
}
const refused = (refusal: string) => ({ ok: false, refusal });

describe('a refresh', () => {
  it('buys an access token for the same member and another refresh token, again and again', async () => {
    const { memberId, refreshToken } = await login();
    const shown = new Set([refreshToken]);
    let token: string | undefined = refreshToken;
    for (let generation = 1; generation <= 20; generation++) {
      const credential = await refreshed(token);
      expect(await member.verifier.verify(credential.value)).toEqual({ ok: true, identity: { memberId } });
      token = credential.refreshToken;
      shown.add(token!);
    }
    expect(shown.size).toBe(21);
  });

  it('by two tabs at once gives both the same successor and logs nobody out, 100 times over', async () => {
    const { memberId, refreshToken } = await login();
    let token: string | undefined = refreshToken;
    for (let round = 0; round < 100; round++) {
      const [one, other]: [Credential, Credential] = await Promise.all([refreshed(token), refreshed(token)]);
      expect(one.refreshToken).toBe(other.refreshToken);
      expect(one.refreshToken).not.toBe(token);
      token = one.refreshToken;
    }
    expect(await issuer.devices!.list({ memberId }, (await login(memberId)).value)).toHaveLength(2);
  });

  it('by 100 pairs of tabs, each pair at two replicas, leaves each login one living successor', async () => {
    const replica = await open(server.url);
    const logins = await Promise.all(Array.from({ length: 100 }, () => login()));
    const pairs = await Promise.all(
      logins.map(({ refreshToken }) =>
        Promise.all([refreshed(refreshToken), refreshed(refreshToken, replica.issuer)]),
      ),
    );
    for (const [one, other] of pairs) expect(one.refreshToken).toBe(other.refreshToken);
    const next = await Promise.all(pairs.map(([{ refreshToken }]) => refreshed(refreshToken)));
    expect(new Set(next.map(({ refreshToken }) => refreshToken)).size).toBe(100);
    await replica.close?.();
  });

  it('whose answer was lost can be asked for again for 10 s', async () => {
    const { refreshToken } = await login();
    const first = await refreshed(refreshToken);
    await clock.during(9_000, async () => {
      expect((await refreshed(refreshToken)).refreshToken).toBe(first.refreshToken);
    });
  });

  it('with a token spent more than 10 s ago ends the login, its current refresh token included', async () => {
    const { refreshToken } = await login();
    const { refreshToken: current } = await refreshed(refreshToken);
    await clock.during(10_500, async () => {
      expect(await refresh(refreshToken)).toEqual(refused('revoked'));
      expect(await refresh(current)).toEqual(refused('unknown'));
    });
  });

  it('with the last token but one ends the login, however soon: its successor has arrived, for it was used', async () => {
    const { refreshToken } = await login();
    const second = await refreshed(refreshToken);
    const third = await refreshed(second.refreshToken);
    expect(await refresh(refreshToken)).toEqual(refused('revoked'));
    expect(await refresh(third.refreshToken)).toEqual(refused('unknown'));
  });

  it('with a token spent too long ago leaves the member’s other login alone', async () => {
    const { memberId, refreshToken } = await login();
    const other = await login(memberId);
    await refreshed(refreshToken);
    await clock.during(11_000, async () => {
      expect(await refresh(refreshToken)).toEqual(refused('revoked'));
      expect(await refresh(other.refreshToken)).toMatchObject({ ok: true });
    });
  });

  it('survives a change of the secret, in the middle of a grace too', async () => {
    const { memberId, refreshToken } = await login();
    const first = await refreshed(refreshToken);
    const renewed = randomBytes(48).toString('base64url');
    const after = await open(server.url, {
      ACCESS_TOKEN_SECRET: renewed,
      ACCESS_TOKEN_SECRET_PREVIOUS: SECRETS.ACCESS_TOKEN_SECRET,
    });
    const again = await refreshed(refreshToken, after.issuer);
    expect(again.refreshToken).toBe(first.refreshToken);
    for (const { value } of [first, again])
      expect(await after.verifier.verify(value)).toEqual({ ok: true, identity: { memberId } });
    await after.close?.();
  });
});

describe('a refresh token', () => {
  it.each([
    ['nothing', ''],
    ['a word', 'admin'],
    ['a line break and a Redis command', 'x\r\nFLUSHALL\r\n'],
    ['64 KiB of nothing', 'A'.repeat(65_536)],
  ])('that is %s is malformed', async (_, token) => {
    expect(await refresh(token)).toEqual(refused('malformed'));
  });

  it('that is an access token is malformed, and no access token is a refresh token', async () => {
    const { value, refreshToken } = await login();
    expect(await refresh(value)).toEqual(refused('malformed'));
    expect(await member.verifier.verify(refreshToken)).toEqual(refused('malformed'));
  });

  it('that nobody was given is unknown', async () => {
    expect(await refresh(randomBytes(64).toString('base64url'))).toEqual(refused('unknown'));
  });

  it('made up by somebody who knows the member and the login’s name ends nobody’s login', async () => {
    const { memberId, value, refreshToken } = await login();
    const [device] = await issuer.devices!.list({ memberId }, value);
    const member = Buffer.from(memberId.replaceAll('-', ''), 'hex');
    const made = Buffer.concat([member, Buffer.from(device!.id, 'base64url'), randomBytes(32)]);
    expect(await refresh(made.toString('base64url'))).toEqual(refused('unknown'));
    expect(await refresh(refreshToken)).toMatchObject({ ok: true });
  });

  it('is not in Redis, spent or unspent, nor is any part of it that is a secret', async () => {
    const { refreshToken } = await login();
    const { refreshToken: current } = await refreshed(refreshToken);
    const dump = await dumpOf(server.url);
    for (const token of [refreshToken, current!]) {
      const bytes = Buffer.from(token, 'base64url');
      for (const part of [
        token,
        bytes,
        bytes.subarray(16, 32),
        bytes.subarray(-32),
        bytes.subarray(-32, -16),
      ])
        expect(dump.includes(part)).toBe(false);
    }
  });
});

describe('a login', () => {
  it('ends when nobody refreshed it for the idle time, and not while somebody does', async () => {
    const [used, unused] = [await login(), await login()];
    await clock.during(900_000, async () => {
      const { refreshToken } = await refreshed(used.refreshToken);
      await clock.during(900_000, async () => {
        expect(await refresh(unused.refreshToken)).toEqual(refused('expired'));
        expect(await refresh(refreshToken)).toMatchObject({ ok: true });
      });
    });
  });

  it('ends at its absolute lifetime however often it is refreshed, and no access token outlives it', async () => {
    const { refreshToken } = await login();
    await clock.during(900_000, async () => {
      const second = await refreshed(refreshToken);
      await clock.during(900_000, async () => {
        const third = await refreshed(second.refreshToken);
        await clock.during(600_000, async () => {
          const last = await refreshed(third.refreshToken);
          expect(last.expiresInSeconds).toBeLessThanOrEqual(100);
          await clock.during(100_000, async () => {
            expect(await refresh(last.refreshToken)).toEqual(refused('expired'));
            expect(await member.verifier.verify(last.value)).toEqual(refused('expired'));
          });
        });
      });
    });
  });

  it('ends with the logout of any of its access tokens, for refreshing at once', async () => {
    const { value, refreshToken } = await login();
    const { refreshToken: current } = await refreshed(refreshToken);
    await issuer.revoke(value);
    expect(await refresh(current)).toEqual(refused('unknown'));
  });

  it('is not ended by an access token that was tampered with', async () => {
    const { value, refreshToken } = await login();
    await issuer.revoke(`${value.slice(0, -10)}AAAAAAAAAA`);
    expect(await refresh(refreshToken)).toMatchObject({ ok: true });
  });

  it('ends with a logout everywhere, as every login of the member does and nobody else’s', async () => {
    const one = await login();
    const [two, somebodyElse] = [await login(one.memberId), await login()];
    await issuer.revokeAll({ memberId: one.memberId });
    expect(await refresh(one.refreshToken)).toEqual(refused('unknown'));
    expect(await refresh(two.refreshToken)).toEqual(refused('unknown'));
    expect(await refresh(somebodyElse.refreshToken)).toMatchObject({ ok: true });
  });

  it('that was logged out during a refresh stays logged out', async () => {
    for (let round = 0; round < 50; round++) {
      const { value, refreshToken } = await login();
      const [answer] = await Promise.all([refresh(refreshToken), issuer.revoke(value)]);
      const successor = answer.ok ? answer.credential.refreshToken : refreshToken;
      expect(await refresh(successor)).toEqual(refused('unknown'));
    }
  });

  it('that has ended by itself is gone from the list, and from Redis at the member’s next login', async () => {
    const { memberId } = await login();
    await clock.during(1_001_000, async () => {
      const { value } = await login(memberId);
      expect(await issuer.devices!.list({ memberId }, value)).toEqual([
        expect.objectContaining({ current: true }),
      ]);
    });
    const redis = new Redis(server.url);
    const key = Buffer.concat([Buffer.from('f:'), Buffer.from(memberId.replaceAll('-', ''), 'hex')]);
    expect(await redis.hlen(key)).toBe(1);
    expect(await redis.object('ENCODING', key)).toBe('listpack');
    redis.disconnect();
  });
});

describe('Redis', () => {
  it.each(['killed', 'frozen'] as const)(
    'being %s leaves access tokens good, and makes login, refresh and logout say that they cannot know',
    async (fault) => {
      const side = await open(server.url);
      const { memberId, value, refreshToken } = await login(newMember(), side.issuer);
      await (fault === 'killed' ? server.kill() : server.freeze());
      try {
        expect(await side.verifier.verify(value)).toEqual({ ok: true, identity: { memberId } });
        for (const asked of [
          () => side.issuer.issue({ memberId }),
          () => refresh(refreshToken, side.issuer),
          () => side.issuer.revoke(value),
          () => side.issuer.revokeAll({ memberId }),
        ]) {
          const startedAt = performance.now();
          await expect(asked()).rejects.toBeInstanceOf(AuthUnavailable);
          expect(performance.now() - startedAt).toBeLessThan(2000);
        }
      } finally {
        await (fault === 'killed' ? server.restart() : server.thaw());
        await side.close?.();
      }
    },
  );

  it('being full refuses logins, and still refreshes and logs out', async () => {
    const redis = new Redis(server.url);
    const side = await open(server.url);
    const { memberId, refreshToken } = await login(newMember(), side.issuer);
    await redis.config('SET', 'maxmemory', '1');
    try {
      await expect(side.issuer.issue({ memberId })).rejects.toBeInstanceOf(AuthUnavailable);
      const { value, refreshToken: successor } = await refreshed(refreshToken, side.issuer);
      await side.issuer.revoke(value);
      expect(await refresh(successor, side.issuer)).toEqual(refused('unknown'));
    } finally {
      await redis.config('SET', 'maxmemory', '0');
      redis.disconnect();
      await side.close?.();
    }
  });
});

describe('the settings', () => {
  const problemsOf = (role: 'issuer' | 'verifier', more: Record<string, string>) =>
    authSettings(role)
      .safeParse({ AUTH_STRATEGY: 'refreshed-jwt', ...SECRETS, ...more })
      .error?.issues.map(({ path, message }) => `${path.join()} ${message}`);

  it('of a service that only checks are the secret, and Redis only with the feed on', async () => {
    expect(problemsOf('verifier', {})).toBeUndefined();
    expect(problemsOf('verifier', { REVOCATION_FEED: 'off' })).toBeUndefined();
    expect(problemsOf('verifier', { REVOCATION_FEED: 'on' })).toEqual([
      expect.stringMatching(/^REDIS_URL is not set/),
    ]);
    const config = authSettings('verifier').parse(settingsOf('redis://127.0.0.1:1'));
    await (await openVerifier(config, clock)).close?.();
  });

  it.each([
    [{ REVOCATION_FEED: 'maybe' }, /^REVOCATION_FEED must be on or off/],
    [{ REVOCATION_FEED: 'on', REDIS_URL: 'redis+cluster://a:1,b:2' }, /^REDIS_URL names a Cluster/],
    [{ SESSION_IDLE_TTL: '300' }, /^ACCESS_TOKEN_TTL is not shorter than SESSION_IDLE_TTL/],
    [{ SESSION_IDLE_TTL: '900', SESSION_ABSOLUTE_TTL: '800' }, /^SESSION_IDLE_TTL is longer/],
  ])('%j are refused', (more, problem) => {
    expect(problemsOf('issuer', settingsOf('redis://redis.test', more))).toEqual([
      expect.stringMatching(problem),
    ]);
  });

  it('must name a Redis that does not evict', async () => {
    const redis = new Redis(server.url);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const on = settingsOf(server.url, { REVOCATION_FEED: 'on' });
    try {
      for (const role of ['issuer', 'verifier'] as const) {
        expect(await authProblems(authSettings(role).parse(on))).toEqual([
          expect.stringMatching(/^REDIS_URL: .*noeviction/),
        ]);
      }
    } finally {
      await redis.config('SET', 'maxmemory-policy', 'noeviction');
      redis.disconnect();
    }
  });
});

/** Every key, field and value, as they are. */
async function dumpOf(url: string): Promise<Buffer> {
  const redis = new Redis(url);
  const keys = await redis.keysBuffer('f:*');
  const contents = await Promise.all(keys.flatMap((key) => [redis.hkeysBuffer(key), redis.hvalsBuffer(key)]));
  redis.disconnect();
  return Buffer.concat([...keys, ...contents.flat()]);
}
