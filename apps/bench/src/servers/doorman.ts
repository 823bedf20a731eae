import { randomUUID } from 'node:crypto';
import {
  AuthModule,
  type Carrier,
  InjectIssuer,
  type Issuer,
  type StrategyName,
  carrierOf,
  openIssuer,
} from '@doorman/auth';
import { type INestApplication, Injectable } from '@nestjs/common';
import type { Headers, Serving, Surroundings } from '../subjects/subject.js';
import { authConfig } from './auth-config.js';
import { tokensOf } from './member.js';
import { serveNest } from './nest.js';
import { serveKeys } from './serve-keys.js';

/** The guard of ours around the trivial route, as a service that only checks has it, and so many logins. */
export async function serveDoorman(
  strategy: StrategyName,
  surroundings: Surroundings,
  logins: number,
): Promise<Serving> {
  if (strategy === 'memory-session') return serveMemorySession(logins);
  const member = strategy === 'public-key-jwt' ? await serveKeys() : surroundings.member;
  const config = authConfig(strategy, 'verifier', { ...surroundings, member });
  const carrier = carrierOf(config);
  const requests =
    strategy === 'opaque-token'
      ? (await tokensOf(surroundings.member)).map((token) => carrier.passOn(token))
      : await logInElsewhere(strategy, surroundings, logins);
  return serveNest('fastify', { imports: [AuthModule.forVerifier(config)] }, requests);
}

/** As the member service does it, with a connection of its own. */
async function logInElsewhere(strategy: StrategyName, surroundings: Surroundings, logins: number) {
  const config = authConfig(strategy, 'issuer', surroundings);
  const { issuer, close } = await openIssuer(config, { now: Date.now });
  try {
    return await logIn(issuer, carrierOf(config), logins);
  } finally {
    await close?.();
  }
}

/** The one strategy that has to be asked where the login was made. */
async function serveMemorySession(logins: number): Promise<Serving> {
  const config = authConfig('memory-session', 'issuer');
  return serveNest(
    'fastify',
    { imports: [AuthModule.forIssuer(config)], providers: [OwnIssuer] },
    (app: INestApplication) => logIn(app.get(OwnIssuer).issuer, carrierOf(config), logins),
  );
}

@Injectable()
class OwnIssuer {
  constructor(@InjectIssuer() readonly issuer: Issuer) {}
}

/** At once no more than a store answers within its time limit. */
const BATCH = 100;

async function logIn(issuer: Issuer, carrier: Carrier, logins: number): Promise<Headers[]> {
  const requests: Headers[] = [];
  while (requests.length < logins) {
    const batch = Array.from({ length: BATCH }, () => issuer.issue({ memberId: randomUUID() }));
    requests.push(...(await Promise.all(batch)).map(({ value }) => carrier.passOn(value)));
  }
  return requests;
}
