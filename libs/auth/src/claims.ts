/** When a logout at the member service is felt at every other service. */
export type Revocation =
  | 'at-once'
  | 'at-once-in-this-process'
  | 'after-replication'
  | 'on-invalidation'
  | 'at-expiry'
  | 'nothing-to-revoke';

/** A part whose loss a strategy either survives (known members are still answered) or answers with 503. */
export type Outage = 'store' | 'member';

/**
 * What a strategy promises. The contract suite and the laboratory both hold it to this, and the comparison table in the
 * README is printed from it.
 */
export interface Claims {
  /** How the credential travels unless `CREDENTIAL_CARRIER` says otherwise. */
  readonly carrier: 'cookie' | 'bearer' | 'none';
  /** What the client holds, in words. */
  readonly clientHolds: string;
  /** Where the state lives, in words. */
  readonly stateLives: string;
  /** What a service that only checks needs for each request, in words. */
  readonly perRequest: string;
  /** Whether a login at one process is known at every other. */
  readonly sharedAcrossServices: boolean;
  readonly revocation: Revocation;
  /** The outages during which `order` goes on answering members it has seen. */
  readonly survives: readonly Outage[];
  readonly cart: 'nowhere' | 'in the cookie' | 'in the session' | "order's database";
}
