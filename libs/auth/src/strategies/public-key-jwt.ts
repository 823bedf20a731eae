/*
 * Works by:    a claims token (JWT, ES256 or RS256) in the Authorization header, checked with a public key that member publishes.
 * Shares:      public keys, which make no tokens; the private key stays in the member service.
 * Revocation:  at expiry: nothing that a service could ask knows about a logout.
 * Fails when:  the private key leaks. A service that has never reached member cannot check; one that has needs it no more.
 * Choose it:   as shared-secret-jwt, when a service that only checks must not be able to forge.
 */
import { z } from 'zod';
import { keyRing } from '../keys/key-settings.js';
import { KEY_ALGORITHMS } from '../keys/public-key.js';
import { RemoteKeys } from '../keys/remote-keys.js';
import { MemberConnection } from '../member-connection.js';
import { JwtSigner, jwtVerifier } from '../passport/jwt.js';
import { memberUrl, seconds, storeTimeout } from '../settings.js';
import { defineStrategy } from '../strategy.js';

const issuerSettings = z.object({ ACCESS_TOKEN_TTL: seconds(900) }).and(keyRing);

/** No key is among them: what the service needs it is told, and nothing that it is told is secret. */
const verifierSettings = z.object({ MEMBER_URL: memberUrl, STORE_TIMEOUT_MS: storeTimeout });

export const publicKeyJwt = defineStrategy<z.infer<typeof verifierSettings>, z.infer<typeof issuerSettings>>({
  claims: {
    carrier: 'bearer',
    clientHolds: 'ES256 claims token',
    stateLives: 'client',
    perRequest: "member's public key (JWKS)",
    sharedAcrossServices: true,
    revocation: 'at-expiry',
    survives: ['store', 'member'],
    cart: "order's database",
  },
  settings: { verifier: verifierSettings, issuer: issuerSettings },

  async forVerifier(settings, tools) {
    const keys = new RemoteKeys(new MemberConnection(settings));
    // Services start in any order: without keys yet, this one starts too, and says that it cannot know.
    await keys.refresh().catch(() => undefined);
    return {
      verifier: jwtVerifier({ algorithms: KEY_ALGORITHMS, findKey: (id) => keys.find(id) }, tools),
      ready: () => keys.ready(),
      close: () => keys.close(),
    };
  },

  async forIssuer({ keys, ACCESS_TOKEN_TTL }, tools) {
    const { privateKey, current } = keys;
    const signer = new JwtSigner(privateKey, current.id, current.algorithm, ACCESS_TOKEN_TTL, tools);
    return {
      verifier: jwtVerifier({ algorithms: KEY_ALGORITHMS, findKey: (id) => keys.find(id) }, tools),
      issuer: {
        issue: async (member) => signer.sign(member),
        revoke: async () => undefined,
        revokeAll: async () => undefined,
      },
      publicKeys: keys.publicKeys,
    };
  },
});
