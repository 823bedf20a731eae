import { type AuthConfig, type Carrier, InjectAuthConfig, InjectCarrier, Public } from '@doorman/auth';
import { Login, LoginAnswer } from '@doorman/contracts';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoginService } from './login.service.js';

@Public()
@Controller('login')
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    @InjectCarrier() private readonly carrier: Carrier,
    @InjectAuthConfig() private readonly auth: AuthConfig,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: LoginAnswer })
  async login(
    @Body({ schema: Login }) login: Login,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoginAnswer> {
    const member = await this.logins.authenticate(login, request.ip);
    const previous = this.carrier.name === 'cookie' ? this.carrier.read(request) : undefined;
    const credential = await this.logins.begin({ memberId: member.id }, previous);
    return { member, strategy: this.auth.strategy, ...this.carrier.give(credential, request, reply) };
  }
}
