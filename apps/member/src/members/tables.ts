import type { Address } from '@doorman/contracts';
import type { Generated } from 'kysely';

/** The member service's database, as far as it is asked through Kysely. */
export interface Tables {
  members: {
    id: Generated<string>;
    email: string;
    name: string;
    password_hash: string;
    address: Address | null;
    created_at: Generated<Date>;
  };
  access_tokens: {
    hash: Buffer;
    member_id: string;
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
  };
}
