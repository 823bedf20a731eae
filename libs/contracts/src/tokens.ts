import { z } from 'zod';

/** `POST /introspect`, as a form (RFC 7662 section 2.1). What a client sends beside the token is not looked at. */
export const IntrospectionRequest = z.object({ token: z.string('is missing').min(1, 'is empty') });
export type IntrospectionRequest = z.infer<typeof IntrospectionRequest>;

/** RFC 7662 section 2.2; times are seconds since the epoch. Of a token that is not active nothing else is said. */
export const Introspection = z.discriminatedUnion('active', [
  z.strictObject({ active: z.literal(false) }),
  z.strictObject({
    active: z.literal(true),
    /** The member's id. */
    sub: z.uuid(),
    iat: z.int(),
    exp: z.int(),
    token_type: z.literal('Bearer'),
  }),
]);
export type Introspection = z.infer<typeof Introspection>;

/** `GET /.well-known/jwks.json` (RFC 7517 section 5) */
export const PublicKeys = z.strictObject({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })),
});
