/*
 * Works by:    a claims token (JWT, HS256) in the Authorization header, checked with a secret that all services know.
 * Shares:      ACCESS_TOKEN_SECRET, and with it the power to make tokens.
 * Revocation:  at expiry: nothing that a service could ask knows about a logout.
 * Fails when:  the secret leaks. No outage of a store or of the member service touches it.
 * Choose it:   when being answered during outages matters more than logging out, and lifetimes can be short.
 */
import { z } from 'zod';
import { JwtSigner, jwtVerifier } from '../passport/jwt.js';
import { SecretKeys } from '../passport/secret-keys.js';
import { seconds, secret } from '../settings.js';
import { type Tools, type VerifierSide, defineStrategy } from '../strategy.js';

const settings = z.object({
  ACCESS_TOKEN_SECRET: secret,
  /** Accepted, never signed with: the other secret while secrets are being changed. */
  ACCESS_TOKEN_SECRET_PREVIOUS: secret.optional(),
  ACCESS_TOKEN_TTL: seconds(900),
});

type Settings = z.infer<typeof settings>;

export const sharedSecretJwt = defineStrategy<Settings, Settings>({
  claims: {
    carrier: 'bearer',
    clientHolds: 'HS256 claims token',
    stateLives: 'client',
    perRequest: '`ACCESS_TOKEN_SECRET`',
    sharedAcrossServices: true,
    revocation: 'at-expiry',
    survives: ['store', 'member'],
    cart: "order's database",
  },
  settings: { verifier: settings, issuer: settings },

  forVerifier: async (settings, tools) => side(settings, tools),

  async forIssuer(settings, tools) {
    const { key, id } = new SecretKeys(settings).current;
    const signer = new JwtSigner(key, id, 'HS256', settings.ACCESS_TOKEN_TTL, tools);
    return {
      ...side(settings, tools),
      issuer: {
        issue: async (member) => signer.sign(member),
        revoke: async () => undefined,
        revokeAll: async () => undefined,
      },
    };
  },
});

function side(settings: Settings, tools: Tools): VerifierSide {
  const keys = new SecretKeys(settings);
  const findKey = (keyId: string | undefined) => keys.find(keyId);
  return { verifier: jwtVerifier({ algorithms: ['HS256'], findKey }, tools) };
}
