/*
 * Works by:    nothing: the login is answered and forgotten. A control, to show what HTTP does by itself (RFC 9110 section 3.3).
 * Shares:      nothing.
 * Revocation:  nothing to revoke.
 * Fails when:  always: no request after the login is known to be the member's.
 * Choose it:   never. An experiment in which this one passes measures something else.
 */
import { z } from 'zod';
import { type IssuerSide, defineStrategy } from '../strategy.js';

const none = z.object({});

export const stateless = defineStrategy({
  claims: {
    carrier: 'none',
    clientHolds: 'nothing',
    stateLives: 'nowhere',
    perRequest: 'nothing',
    sharedAcrossServices: false,
    revocation: 'nothing-to-revoke',
    survives: [],
    cart: 'nowhere',
  },
  settings: { verifier: none, issuer: none },
  forVerifier: async () => side,
  forIssuer: async () => side,
});

const side: IssuerSide = {
  verifier: { verify: () => ({ ok: false, refusal: 'unknown' }) },
  issuer: {
    issue: async () => ({ value: '', expiresInSeconds: 0 }),
    revoke: async () => undefined,
    revokeAll: async () => undefined,
  },
};
