/*
 * Works by:    a random string without meaning in the Authorization header; every other service asks member what it is good for.
 * Shares:      nothing but SERVICE_TOKEN, with which a service may ask.
 * Revocation:  at once, everywhere: logout removes the token, and every request is a question.
 * Fails when:  member or its database does. Every request with a token is then 503, within the time limit, and nobody is logged out.
 * Choose it:   when clients want a token and logging out has to mean something, and member is as available as the shop must be.
 */
import { z } from 'zod';
import { IntrospectionClient } from '../introspection/introspection-client.js';
import { IssuedTokens } from '../introspection/issued-tokens.js';
import { MemberConnection } from '../member-connection.js';
import { Lifetimes } from '../session/session-record.js';
import {
  idleBeyondAbsolute,
  idleWithinAbsolute,
  memberUrl,
  secret,
  sessionLifetimes,
  storeTimeout,
} from '../settings.js';
import { defineStrategy } from '../strategy.js';

/** The lifetimes of a session: there is nothing to renew such a token with, and it can be taken back at any time. */
const issuerSettings = z
  .object({ STORE_TIMEOUT_MS: storeTimeout, ...sessionLifetimes })
  .refine(idleWithinAbsolute, idleBeyondAbsolute);

const verifierSettings = z.object({
  MEMBER_URL: memberUrl,
  SERVICE_TOKEN: secret,
  STORE_TIMEOUT_MS: storeTimeout,
});

export const opaqueToken = defineStrategy<z.infer<typeof verifierSettings>, z.infer<typeof issuerSettings>>({
  claims: {
    carrier: 'bearer',
    clientHolds: 'random bearer string without meaning',
    stateLives: "member's database",
    perRequest: 'an RFC 7662 introspection call to `member`',
    sharedAcrossServices: true,
    revocation: 'at-once',
    survives: ['store'],
    cart: "order's database",
  },
  settings: { verifier: verifierSettings, issuer: issuerSettings },

  async forVerifier(settings) {
    // Nothing is asked yet: services start in any order.
    const connection = new MemberConnection(settings);
    return {
      verifier: new IntrospectionClient(connection, settings.SERVICE_TOKEN),
      close: () => connection.close(),
    };
  },

  async forIssuer(settings, tools) {
    if (!tools.tokens) throw new TypeError('opaque-token keeps its tokens in a TokenStore: give it one');
    const tokens = new IssuedTokens(tools.tokens, new Lifetimes(settings), settings.STORE_TIMEOUT_MS, tools);
    return { verifier: tokens, issuer: tokens, introspect: (token) => tokens.introspect(token) };
  },
});
