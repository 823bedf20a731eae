import { type Carrier, InjectCarrier } from '@doorman/auth';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import type { ShopperRequest } from './current-shopper.decorator.js';

/** Hands the client the credential that came of changing a cart which the client itself carries. */
@Injectable()
export class ReissueInterceptor implements NestInterceptor {
  constructor(@InjectCarrier() private readonly carrier: Carrier) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Parameters<Carrier['give']>[1] & ShopperRequest>();
    return next.handle().pipe(
      tap(() => {
        const reissued = request.shopper?.reissued;
        // What holds a cart travels in a cookie, so there is nothing to add to the body.
        if (reissued) this.carrier.give(reissued, request, http.getResponse());
      }),
    );
  }
}
