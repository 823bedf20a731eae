import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Identity } from '../strategy.js';

/** What the guard leaves on a request that it let through. */
export interface AuthenticatedRequest {
  member: Identity;
  credential: string;
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<AuthenticatedRequest>();

/** The `Identity` of whoever is asking. */
export const CurrentMember = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).member,
);

/** The credential that the request came with: to end it, to find its state, or to pass it on to another service. Never log it. */
export const CurrentCredential = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).credential,
);
