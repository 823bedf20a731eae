import { createHash } from 'node:crypto';
import { InjectVerifierSide, type IssuerSide, type JsonWebKeySet, Public } from '@doorman/auth';
import { PublicKeys } from '@doorman/contracts';
import { Problem } from '@doorman/service';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

/** So long, in seconds, a key that is taken out may go on being accepted, and a new one may be unknown to who never asks again. */
const MAX_AGE_SECONDS = 300;

/** The keys that our tokens are checked with (RFC 7517): under `public-key-jwt`. */
@Public()
@Controller('.well-known/jwks.json')
export class PublicKeysController {
  constructor(@InjectVerifierSide() private readonly side: IssuerSide) {}

  @Get()
  @ApiOkResponse({ standardSchema: PublicKeys })
  publish(
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): JsonWebKeySet | undefined {
    const { publicKeys } = this.side;
    if (!publicKeys) throw new Problem('not-supported-by-strategy');
    const etag = etagOf(publicKeys);
    reply.headers({ 'cache-control': `public, max-age=${MAX_AGE_SECONDS}`, etag });
    if (!known?.includes(etag)) return publicKeys;
    reply.code(304);
    return undefined;
  }
}

const etagOf = (keys: JsonWebKeySet) =>
  `"${createHash('sha256').update(JSON.stringify(keys)).digest('base64url').slice(0, 16)}"`;
