import { CurrentMember, ForServices, type Identity, Public } from '@doorman/auth';
import { Address, IdPath, Me, Member, NewMember } from '@doorman/contracts';
import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { MemberAddress } from './member-address.js';
import { MembersService } from './members.service.js';

@Controller()
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Public()
  @Post('members')
  @ApiCreatedResponse({ standardSchema: Member })
  register(@Body({ schema: NewMember }) member: NewMember): Promise<Member> {
    return this.members.register(member);
  }

  @Get('me')
  @ApiOkResponse({ standardSchema: Me })
  me(@CurrentMember() member: Identity): Promise<Me> {
    return this.members.find(member);
  }

  @Put('me/address')
  @ApiOkResponse({ standardSchema: Address })
  setAddress(
    @CurrentMember() member: Identity,
    @Body({ schema: Address }) address: Address,
  ): Promise<Address> {
    return this.members.setAddress(member, address);
  }

  /** `order` completes with it what it accepted while this service was away, when no member is there to ask on behalf of. */
  @ForServices()
  @Get('members/:id/address')
  @ApiOkResponse({ standardSchema: MemberAddress })
  async address(@Param({ schema: IdPath }) { id }: IdPath): Promise<MemberAddress> {
    const { address } = await this.members.find({ memberId: id });
    return { address };
  }
}
