import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';

/**
 * 19 MiB, two passes, one lane: the first of the settings that OWASP holds equal for argon2id, written out although they
 * are the library's defaults, so that an upgrade of it changes nothing by itself.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 */
const ARGON2ID: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

@Injectable()
export class Passwords {
  /** Nobody's: verified when there is no account, so that an unknown email takes as long as a wrong password. */
  private readonly decoy = this.hash(randomUUID());

  hash(password: string): Promise<string> {
    return hash(password, ARGON2ID);
  }

  /** @param passwordHash undefined when there is no such account: false, and not a moment sooner */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const matches = await verify(passwordHash ?? (await this.decoy), password);
    return matches && passwordHash !== undefined;
  }
}
