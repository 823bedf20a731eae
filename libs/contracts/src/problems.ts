/** What a problem code stands for, wherever it is answered. */
export interface ProblemKind {
  readonly status: number;
  /** The same for every occurrence (RFC 9457, 3.1.3). */
  readonly title: string;
  /** How loud it is in the log: `debug` for what clients do all day, `warn` for an outage of a part, `error` for a bug. */
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /**
   * Whether the client may know that nothing happened. Where it is false, what was asked may have been done all the same:
   * ask again with the same idempotency key, or look.
   */
  readonly nothingHappened: boolean;
}

const refused = (
  status: number,
  title: string,
  logLevel: ProblemKind['logLevel'] = 'debug',
): ProblemKind => ({ status, title, logLevel, nothingHappened: true });

const unavailable = (title: string, nothingHappened: boolean): ProblemKind => ({
  status: 503,
  title,
  logLevel: 'warn',
  nothingHappened,
});

const table = {
  // The request itself
  'request-invalid': refused(422, 'The request is not as this route asks for'),
  'request-malformed': refused(400, 'The request is not valid HTTP'),
  'request-timeout': refused(408, 'The request did not arrive in time'),
  'headers-too-large': refused(431, 'The request headers are too large'),
  'uri-too-long': refused(414, 'A part of the path is too long'),
  'body-malformed': refused(400, 'The body is not valid JSON'),
  'body-too-deep': refused(400, 'The body is nested too deeply'),
  'body-too-large': refused(413, 'The body is too large'),
  'unsupported-media-type': refused(415, 'The body must be application/json'),
  'route-not-found': refused(404, 'There is no such route'),
  'request-refused': refused(400, 'The request was refused'),
  forbidden: refused(403, 'This is not allowed', 'info'),
  'idempotency-key-missing': refused(400, 'The Idempotency-Key header is missing or not usable'),
  'idempotency-key-reused': refused(422, 'The idempotency key was used for another order'),

  // Who is asking
  'credential-missing': refused(401, 'Log in first'),
  'credential-malformed': refused(401, 'The credential is not one of ours'),
  'credential-forged': refused(401, 'The credential was not issued by us', 'info'),
  'credential-expired': refused(401, 'The credential has expired'),
  'credential-revoked': refused(401, 'The credential was revoked'),
  'credential-unknown': refused(401, 'The credential is not known'),
  'service-token-refused': refused(401, 'This route is for services', 'info'),
  'cross-site-write': refused(403, 'Another site must not write in the name of a member', 'info'),
  'not-supported-by-strategy': refused(404, 'The strategy in use does not know this'),

  // Members
  'email-taken': refused(409, 'There is a member with this email'),
  'invalid-credentials': refused(401, 'Email or password is wrong'),
  'too-many-attempts': refused(429, 'Too many failed logins for this account', 'info'),
  'member-not-found': refused(404, 'There is no such member'),
  'session-not-found': refused(404, 'There is no such session'),

  // The shop
  'product-not-found': refused(404, 'There is no such product'),
  'order-not-found': refused(404, 'There is no such order'),
  'cart-empty': refused(409, 'There is nothing to order'),
  'cart-busy': refused(409, 'The cart was changed by somebody else at the same time'),
  'cart-does-not-fit': refused(409, 'The cart does not fit into the cookie'),

  // Not being able to know
  'auth-unavailable': unavailable('It cannot be known right now who is asking', true),
  'database-unavailable': unavailable('The database does not answer', false),
  'login-unavailable': unavailable('Too many members are logging in at this moment', true),
  // What the proxy in front says when no replica answers.
  'service-unavailable': unavailable('The service does not answer', false),
  'member-unavailable': unavailable('The member service does not answer', true),

  // Bugs
  internal: {
    status: 500,
    title: 'Something is wrong on our side',
    logLevel: 'error',
    nothingHappened: false,
  },
} as const satisfies Record<string, ProblemKind>;

/** Every code that an error of ours can carry. */
export type ProblemCode = keyof typeof table;

/** The one table of problem codes: what is answered, how loud it is logged, and what the client may conclude. */
export const problems: Readonly<Record<ProblemCode, ProblemKind>> = table;

export const isProblemCode = (code: unknown): code is ProblemCode =>
  typeof code === 'string' && Object.hasOwn(problems, code);
