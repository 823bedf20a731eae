import type { Refusal } from './strategy.js';

/**
 * Not being able to know is not a refusal: the service answers 503 with `Retry-After` and leaves the credential alone.
 * The cause is kept for the log; it never carries a credential.
 */
export class AuthUnavailable extends Error {
  readonly code = 'auth-unavailable';
  /** Seconds after which asking again makes sense. */
  readonly retryAfterSeconds = 1;

  constructor(what: string, cause?: unknown) {
    super(what, { cause });
    this.name = 'AuthUnavailable';
  }
}

/** The store answers, but sessions would not be safe in it: a reason not to boot. */
export class UnfitStore extends Error {
  constructor(readonly problem: string) {
    super(problem);
    this.name = 'UnfitStore';
  }
}

/** What the person at the other end is told, by refusal. Each is a 401 with the code `credential-<refusal>`. */
export const refusalDetails: Readonly<Record<Refusal, string>> = {
  missing: 'This route needs a login, and the request carries no credential.',
  malformed: 'The credential is not of the form that this service hands out.',
  forged: 'The credential was not made by this shop, or was changed since.',
  expired: 'The login has expired. Log in again.',
  revoked: 'The login was ended. Log in again.',
  unknown: 'The login is not known here: it has ended, or was never made. Log in again.',
};
