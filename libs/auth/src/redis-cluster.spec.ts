import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RedisServer } from '@doorman/stores';
import { authSettings, openIssuer, openVerifier } from './config.js';
import { AuthUnavailable } from './errors.js';
import type { IssuerSide, VerifierSide } from './strategy.js';
import { newMember, until } from './testing/contract-tools.js';
import { startRedisCluster } from './testing/redis-cluster.js';

const STORE_TIMEOUT_MS = 250;

describe('redis-session on a Cluster', () => {
  let nodes: RedisServer[];
  let member: IssuerSide;
  let order: VerifierSide;

  beforeAll(async () => {
    const cluster = await startRedisCluster();
    ({ nodes } = cluster);
    const environment = {
      AUTH_STRATEGY: 'redis-session',
      REDIS_URL: cluster.url,
      STORE_TIMEOUT_MS: String(STORE_TIMEOUT_MS),
    };
    member = await openIssuer(authSettings('issuer').parse(environment), { now: Date.now });
    order = await openVerifier(authSettings('verifier').parse(environment), { now: Date.now });
  });

  afterAll(async () => {
    await member.close?.();
    await order.close?.();
    for (const node of nodes) await node.stop();
  });

  const logins = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const memberId = newMember();
        return { memberId, credential: (await member.issuer.issue({ memberId })).value };
      }),
    );

  it('keeps each member’s sessions on one node, whichever that is', async () => {
    for (const { memberId, credential } of await logins(20)) {
      expect(await order.verifier.verify(credential)).toEqual({ ok: true, identity: { memberId } });
      expect(await order.state?.write(credential, { tea: 2 }, 0)).toEqual({ written: true });
      expect(await member.issuer.devices?.list({ memberId }, credential)).toHaveLength(1);
      await member.issuer.revokeAll({ memberId });
      expect(await order.verifier.verify(credential)).toEqual({ ok: false, refusal: 'unknown' });
    }
  });

  it('serves the members of the other nodes and hangs on nobody while one is frozen', async () => {
    const all = await logins(30);
    const ask = async (credential: string) => {
      const startedAt = performance.now();
      const outcome = await Promise.resolve(order.verifier.verify(credential)).then(
        ({ ok }) => (ok ? 'ok' : 'refused'),
        (error: unknown) => (error instanceof AuthUnavailable ? 'unavailable' : 'wrong'),
      );
      return { outcome, tookMs: performance.now() - startedAt };
    };
    await nodes[0]?.freeze();
    try {
      for (let round = 0; round < 10; round++) {
        const answers = await Promise.all(all.map(({ credential }) => ask(credential)));
        const outcomes = new Set(answers.map(({ outcome }) => outcome));
        expect([...outcomes].sort()).toEqual(['ok', 'unavailable']);
        expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(2 * STORE_TIMEOUT_MS);
        await setTimeout(100);
      }
    } finally {
      await nodes[0]?.thaw();
    }
    for (const { credential } of all) await until(async () => (await ask(credential)).outcome === 'ok', 5000);
  });
});
