import { createSecretKey } from 'node:crypto';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtService } from '@nestjs/jwt';
import { Redis } from 'ioredis';
import {
  type Headers,
  MEMBERS,
  type Serving,
  type Surroundings,
  UNSEEN_TOKENS,
} from '../subjects/subject.js';
import { serveNest } from './nest.js';
import { SECRET, bearers, cookies } from './tokens.js';

const serveGuard = (
  canActivate: CanActivate['canActivate'],
  requests: readonly Headers[],
): Promise<Serving> =>
  serveNest('fastify', { providers: [{ provide: APP_GUARD, useValue: { canActivate } }] }, requests);

/** What NestJS itself does to call a guard. */
export const serveEmptyGuard = (): Promise<Serving> => serveGuard(() => true, bearers(MEMBERS));

/** What jsonwebtoken takes to check a token with a key object, without Passport and without remembering it. */
export function serveVerifyingGuard(): Promise<Serving> {
  const jwt = new JwtService({
    secret: createSecretKey(SECRET, 'utf8'),
    verifyOptions: { algorithms: ['HS256'] },
  });
  const canActivate = (context: ExecutionContext) => {
    const [request] = context.getArgs<[{ headers: { authorization: string } }]>();
    jwt.verify(request.headers.authorization.slice('Bearer '.length));
    return true;
  };
  return serveGuard(canActivate, bearers(UNSEEN_TOKENS));
}

/** What one `GET` through ioredis takes, of a value as long as a session's record, with nothing looked at. */
export async function serveAskingGuard({ redis: url }: Surroundings): Promise<Serving> {
  const redis = new Redis(url);
  const requests = cookies(MEMBERS);
  await redis.mset(requests.flatMap(({ cookie = '' }) => [cookie, '8 bytes.']));
  const canActivate = async (context: ExecutionContext) => {
    const [request] = context.getArgs<[{ headers: { cookie: string } }]>();
    return (await redis.get(request.headers.cookie)) !== null;
  };
  return serveGuard(canActivate, requests);
}
