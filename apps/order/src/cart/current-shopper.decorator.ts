import type { AuthenticatedRequest } from '@doorman/auth';
import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { Shopper } from './shopper.js';

export type ShopperRequest = AuthenticatedRequest & { shopper?: Shopper };

/** The `Shopper` who is asking. `ReissueInterceptor` hands them the credential that their cart now needs. */
export const CurrentShopper = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<ShopperRequest>();
  return (request.shopper ??= new Shopper(request.member, request.credential));
});
