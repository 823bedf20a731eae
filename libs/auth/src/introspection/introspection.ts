import type { Verdict } from '../strategy.js';

/** What the member service says of a token (RFC 7662 section 2.2). Of one that is not active it says nothing else. */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: true;
      /** The member's id. */
      readonly sub: string;
      /** Seconds since the epoch. */
      readonly iat: number;
      /** Seconds since the epoch; moves while the token is used. */
      readonly exp: number;
      readonly token_type: 'Bearer';
    };

export const inactive: Introspection = { active: false };

/** Both services say the same, and neither tells a token that has ended from one that never was. */
export const verdictOf = (answer: { active: true; sub: string } | { active: false }): Verdict =>
  answer.active ? { ok: true, identity: { memberId: answer.sub } } : { ok: false, refusal: 'unknown' };
