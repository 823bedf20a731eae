import { type Carrier, InjectCarrier, InjectIssuer, type Issuer, Public } from '@doorman/auth';
import { Refresh, RefreshAnswer } from '@doorman/contracts';
import { Problem } from '@doorman/service';
import {
  Body,
  type CanActivate,
  Controller,
  HttpCode,
  Injectable,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A guard, so that where there is nothing to refresh no body is asked for first. */
@Injectable()
class WhereThereIsSomethingToRefresh implements CanActivate {
  constructor(@InjectIssuer() private readonly issuer: Issuer) {}

  canActivate(): true {
    if (!this.issuer.refresh) throw new Problem('not-supported-by-strategy');
    return true;
  }
}

/** Public: whoever comes here has an access token that has expired, and shows the refresh token instead. */
@Public()
@UseGuards(WhereThereIsSomethingToRefresh)
@Controller('token/refresh')
export class RefreshController {
  constructor(
    @InjectIssuer() private readonly issuer: Issuer,
    @InjectCarrier() private readonly carrier: Carrier,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RefreshAnswer })
  async refresh(
    @Body({ schema: Refresh }) { refreshToken }: Refresh,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RefreshAnswer> {
    const refreshed = await this.issuer.refresh?.(refreshToken);
    if (!refreshed) throw new Problem('not-supported-by-strategy');
    if (refreshed.ok) return this.carrier.give(refreshed.credential, request, reply);
    throw new Problem(`credential-${refreshed.refusal}`, {
      headers: { 'www-authenticate': this.carrier.challenge },
    });
  }
}
