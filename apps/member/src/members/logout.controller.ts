import {
  type Carrier,
  CurrentCredential,
  CurrentMember,
  type Identity,
  InjectCarrier,
  InjectIssuer,
  type Issuer,
} from '@doorman/auth';
import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The cookie is taken back after the login has ended, never instead: an outage in between leaves both as they were. */
@Controller('logout')
export class LogoutController {
  constructor(
    @InjectIssuer() private readonly issuer: Issuer,
    @InjectCarrier() private readonly carrier: Carrier,
  ) {}

  @Post()
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'This login has ended, as far as the strategy can end one' })
  async here(
    @CurrentCredential() credential: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.issuer.revoke(credential);
    this.carrier.clear(request, reply);
  }

  @Post('everywhere')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Every login of the member has ended that the strategy can end' })
  async everywhere(
    @CurrentMember() member: Identity,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.issuer.revokeAll(member);
    this.carrier.clear(request, reply);
  }
}
