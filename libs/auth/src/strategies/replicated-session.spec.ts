import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startReplica } from '@doorman/stores';
import { Redis } from 'ioredis';
import { authSettings, openIssuer, openVerifier } from '../config.js';
import { AuthUnavailable } from '../errors.js';
import { newMember } from '../testing/contract-tools.js';
import { withRedis } from '../testing/redis-surroundings.js';
import { type Surroundings, describeStrategy } from '../testing/strategy-contract.js';

/** A primary, which is the store that faults happen to, and a real replica of it. */
async function withReplica() {
  const primary = await withRedis();
  const replica = await startReplica(primary.server);
  return {
    ...primary,
    environment: { ...primary.environment, REDIS_REPLICA_URL: replica.url },
    async stop() {
      await replica.stop();
      await primary.stop();
    },
  };
}

describeStrategy('replicated-session', withReplica);

let surroundings: Surroundings;
beforeAll(async () => {
  surroundings = await withReplica();
});
afterAll(() => surroundings.stop());

it('knows a session that the replica does not have yet, and never takes a lagging replica’s word for a refusal', async () => {
  const environment: Record<string, string> = {
    AUTH_STRATEGY: 'replicated-session',
    ...surroundings.environment,
  };
  const member = await openIssuer(authSettings('issuer').parse(environment), { now: Date.now });
  const order = await openVerifier(authSettings('verifier').parse(environment), { now: Date.now });
  const replica = new Redis(environment['REDIS_REPLICA_URL']!);
  const { hostname, port } = new URL(environment['REDIS_URL']!);
  await replica.replicaof('NO', 'ONE');
  const memberId = newMember();
  const { value } = await member.issuer.issue({ memberId });
  expect(await order.verifier.verify(value)).toEqual({ ok: true, identity: { memberId } });
  await surroundings.store!.freeze();
  await expect(order.verifier.verify(value)).rejects.toBeInstanceOf(AuthUnavailable);
  await surroundings.store!.thaw();
  await replica.replicaof(hostname, Number(port));
  replica.disconnect();
  await member.close?.();
  await order.close?.();
});
