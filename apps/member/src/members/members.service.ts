import type { Identity } from '@doorman/auth';
import type { Address, Me, Member, NewMember } from '@doorman/contracts';
import { Problem } from '@doorman/service';
import { Injectable } from '@nestjs/common';
import { MembersStore } from './members.store.js';
import { HashingTurns } from './hashing-turns.js';
import { Passwords } from './passwords.js';

@Injectable()
export class MembersService {
  constructor(
    private readonly store: MembersStore,
    private readonly passwords: Passwords,
    private readonly turns: HashingTurns,
  ) {}

  /** @throws Problem `email-taken`, `login-unavailable` */
  async register({ email, name, password }: NewMember): Promise<Member> {
    const passwordHash = await this.turns.take(() => this.passwords.hash(password));
    const member = await this.store.insert({ email, name, passwordHash });
    if (!member) throw new Problem('email-taken');
    return member;
  }

  /** @throws Problem `member-not-found` */
  async find({ memberId }: Identity): Promise<Me> {
    const member = await this.store.findById(memberId);
    if (!member) throw new Problem('member-not-found');
    return member;
  }

  /** @throws Problem `member-not-found` */
  async setAddress({ memberId }: Identity, address: Address): Promise<Address> {
    if (!(await this.store.setAddress(memberId, address))) throw new Problem('member-not-found');
    return address;
  }
}
