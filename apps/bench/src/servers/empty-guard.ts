import { type CanActivate, Injectable } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MEMBERS, type Serving } from '../subjects/subject.js';
import { serveNest } from './nest.js';
import { bearers } from './tokens.js';

@Injectable()
class EmptyGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

/** What NestJS itself does to call a guard. */
export const serveEmptyGuard = (): Promise<Serving> =>
  serveNest('fastify', { providers: [{ provide: APP_GUARD, useClass: EmptyGuard }] }, bearers(MEMBERS));
