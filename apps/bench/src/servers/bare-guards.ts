import { createSecretKey } from 'node:crypto';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtService } from '@nestjs/jwt';
import { MEMBERS, type Serving, UNSEEN_TOKENS } from '../subjects/subject.js';
import { serveNest } from './nest.js';
import { SECRET, bearers } from './tokens.js';

type Request = { readonly headers: { readonly authorization: string } };

const serveGuard = (canActivate: CanActivate['canActivate'], tokens: number): Promise<Serving> =>
  serveNest('fastify', { providers: [{ provide: APP_GUARD, useValue: { canActivate } }] }, bearers(tokens));

/** What NestJS itself does to call a guard. */
export const serveEmptyGuard = (): Promise<Serving> => serveGuard(() => true, MEMBERS);

/** What jsonwebtoken takes to check a token with a key object, without Passport and without remembering it. */
export function serveVerifyingGuard(): Promise<Serving> {
  const jwt = new JwtService({
    secret: createSecretKey(SECRET, 'utf8'),
    verifyOptions: { algorithms: ['HS256'] },
  });
  const canActivate = (context: ExecutionContext) => {
    const [request] = context.getArgs<[Request]>();
    jwt.verify(request.headers.authorization.slice('Bearer '.length));
    return true;
  };
  return serveGuard(canActivate, UNSEEN_TOKENS);
}
