import {
  CurrentCredential,
  CurrentMember,
  type Device,
  type Identity,
  InjectIssuer,
  type Issuer,
} from '@doorman/auth';
import { type Session, SessionPath, Sessions } from '@doorman/contracts';
import { Problem } from '@doorman/service';
import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';

/** The member's devices. A strategy that keeps no list of them has nothing here. */
@Controller('sessions')
export class SessionsController {
  constructor(@InjectIssuer() private readonly issuer: Issuer) {}

  @Get()
  @ApiOkResponse({ standardSchema: Sessions })
  async list(@CurrentMember() member: Identity, @CurrentCredential() credential: string): Promise<Sessions> {
    return (await this.devices.list(member, credential)).map(sessionOf);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'The login on that device has ended' })
  async end(
    @CurrentMember() member: Identity,
    @Param({ schema: SessionPath }) { id }: SessionPath,
  ): Promise<void> {
    if (!(await this.devices.revoke(member, id))) throw new Problem('session-not-found');
  }

  private get devices(): NonNullable<Issuer['devices']> {
    if (!this.issuer.devices) throw new Problem('not-supported-by-strategy');
    return this.issuer.devices;
  }
}

const sessionOf = ({ id, createdAt, lastSeenAt, current }: Device): Session => ({
  id,
  createdAt: new Date(createdAt * 1000).toISOString(),
  lastSeenAt: new Date(lastSeenAt * 1000).toISOString(),
  current,
});
