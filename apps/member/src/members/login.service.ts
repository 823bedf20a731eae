import {
  type Carrier,
  type Credential,
  type Identity,
  InjectCarrier,
  InjectIssuer,
  type Issuer,
} from '@doorman/auth';
import type { Login, Member } from '@doorman/contracts';
import { Problem } from '@doorman/service';
import { Injectable, Logger } from '@nestjs/common';
import { HashingTurns } from './hashing-turns.js';
import { LoginLimits } from './login-limits.js';
import { type Account, MembersStore } from './members.store.js';
import { Passwords } from './passwords.js';

@Injectable()
export class LoginService {
  private readonly log = new Logger(LoginService.name);

  constructor(
    private readonly store: MembersStore,
    private readonly passwords: Passwords,
    private readonly turns: HashingTurns,
    private readonly limits: LoginLimits,
    @InjectIssuer() private readonly issuer: Issuer,
    @InjectCarrier() private readonly carrier: Carrier,
  ) {}

  /**
   * Does for an unknown email exactly what it does for a wrong password.
   * @param address of the client
   * @throws Problem `invalid-credentials`, `too-many-attempts`, `login-unavailable`
   */
  async authenticate({ email, password }: Login, address: string): Promise<Member> {
    const attempt = { email, address };
    await this.limits.check(attempt); // before waiting for a turn: what is refused anyway keeps nobody else waiting
    const account = await this.store.findByEmail(email);
    const matches = await this.turns.take(async () => {
      await this.limits.check(attempt); // and again in turn: guesses made at the same time must not outrun the count
      const ok = await this.passwords.verify(account?.passwordHash, password);
      await (ok ? this.limits.succeeded(attempt) : this.limits.failed(attempt));
      return ok;
    });
    if (!account || !matches) {
      throw new Problem('invalid-credentials', { headers: { 'www-authenticate': this.carrier.challenge } });
    }
    return publicly(account);
  }

  /**
   * Hands out a credential, and ends the one that the same browser still holds: whoever planted that one, or sits in front
   * of the browser next, has nothing of this login.
   * @throws AuthUnavailable
   */
  async begin(member: Identity, previous: string | undefined): Promise<Credential> {
    const credential = await this.issuer.issue(member);
    if (previous !== undefined) await this.endQuietly(previous);
    return credential;
  }

  private async endQuietly(credential: string): Promise<void> {
    try {
      await this.issuer.revoke(credential);
    } catch (error) {
      // The login has succeeded; the old session ends by itself later.
      this.log.warn('The previous session of a browser could not be ended', error);
    }
  }
}

const publicly = ({ id, email, name }: Account): Member => ({ id, email, name });
