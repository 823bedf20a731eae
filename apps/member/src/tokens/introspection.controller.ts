import { ForServices, InjectVerifierSide, type IssuerSide } from '@doorman/auth';
import { Introspection, IntrospectionRequest } from '@doorman/contracts';
import { AcceptsForm, Problem } from '@doorman/service';
import { Body, Controller, Header, HttpCode, Post, applyDecorators } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse } from '@nestjs/swagger';

const Form = () =>
  applyDecorators(
    AcceptsForm(),
    ApiConsumes('application/x-www-form-urlencoded'),
    ApiOkResponse({ standardSchema: Introspection }),
  );

/** What a token is good for, for our services (RFC 7662): under `opaque-token`, whose tokens say nothing themselves. */
@ForServices()
@Controller('introspect')
export class IntrospectionController {
  constructor(@InjectVerifierSide() private readonly side: IssuerSide) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Form()
  introspect(
    @Body({ schema: IntrospectionRequest }) { token }: IntrospectionRequest,
  ): Promise<Introspection> {
    if (!this.side.introspect) throw new Problem('not-supported-by-strategy');
    return this.side.introspect(token);
  }
}
