import type { z } from 'zod';
import type { Claims } from './claims.js';
import type { Introspection } from './introspection/introspection.js';
import type { TokenStore } from './introspection/token-store.js';
import type { JsonWebKeySet } from './keys/public-key.js';

/** Who is asking. Everything else about a member is in the member service's database. */
export interface Identity {
  /** The member's id, a UUID. */
  readonly memberId: string;
}

/** Why a credential is not accepted. Each is an answer, and each is a 401 with the code `credential-<refusal>`. */
export type Refusal = 'missing' | 'malformed' | 'forged' | 'expired' | 'revoked' | 'unknown';

/** A refusal is an answer, so it is a value. Not being able to answer is `AuthUnavailable`, and that is thrown. */
export type Verdict =
  | {
      readonly ok: true;
      readonly identity: Identity;
      /** The same login in newer form, for the client to keep instead: where the idle limit lives in the credential. */
      readonly renewed?: Credential;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** Every service has one. */
export interface Verifier {
  /**
   * Answers at once where nothing has to be asked, so that a request that needs no store also needs no promise.
   * @throws AuthUnavailable when the answer cannot be known within the store's time limit
   */
  verify(credential: string): Verdict | Promise<Verdict>;
}

/** What a login hands to the client. */
export interface Credential {
  /** What the client sends back: a session id, a sealed state or a token. Empty where the client holds nothing. */
  readonly value: string;
  /** How long the client may keep it. */
  readonly expiresInSeconds: number;
  /** `refreshed-jwt` alone: what buys the next credential. */
  readonly refreshToken?: string;
}

/** What became of a refresh token that was shown. */
export type Refreshed =
  | { readonly ok: true; readonly identity: Identity; readonly credential: Credential }
  | { readonly ok: false; readonly refusal: Refusal };

/** One login of a member that the strategy still knows. Times are seconds since the epoch. */
export interface Device {
  /** Names the login for `DELETE /sessions/{id}`; it is no credential. */
  readonly id: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** The one that asked. */
  readonly current: boolean;
}

/** The member service alone has one. Every method may throw `AuthUnavailable`. */
export interface Issuer {
  issue(member: Identity): Promise<Credential>;
  /** Ends this credential as far as the strategy can; one that is not known is no error. */
  revoke(credential: string): Promise<void>;
  /** Ends every credential of the member that the strategy can revoke. */
  revokeAll(member: Identity): Promise<void>;
  /** Buys the next credential with a refresh token; absent where there are none. */
  refresh?(refreshToken: string): Promise<Refreshed>;
  /** The member's logins; absent where the strategy does not know them. */
  readonly devices?: {
    list(member: Identity, credential: string): Promise<readonly Device[]>;
    /** False when this member has no such login. */
    revoke(member: Identity, id: string): Promise<boolean>;
  };
}

/** What lives with the session or in the client, with the version to write it back against. */
export interface Versioned {
  /** Absent when nothing was kept yet. */
  readonly value?: unknown;
  readonly version: number;
}

export type Written =
  | { readonly written: true; readonly reissued?: Credential }
  | { readonly written: false; readonly because: 'conflict' | 'gone' | 'too-large' };

/** Where state lives with the session or in the client. Without one a service uses its own database. */
export interface State {
  /** Undefined when the session is gone. */
  read(credential: string): Promise<Versioned | undefined>;
  /** Compare and set: `conflict` when somebody wrote since `version`, `gone` when the session has ended meanwhile. */
  write(credential: string, value: unknown, version: number): Promise<Written>;
}

/** What a strategy needs of the process it runs in. */
export interface Tools {
  /** Milliseconds since the epoch. */
  now(): number;
  /** For the issuer of `opaque-token` alone. */
  readonly tokens?: TokenStore | undefined;
}

/** A strategy at work in a service that only checks. */
export interface VerifierSide {
  readonly verifier: Verifier;
  readonly state?: State;
  /** Resolves when what the strategy depends on answers. @throws AuthUnavailable */
  ready?(): Promise<void>;
  /** What an operator should see, as metric names and values. */
  gauges?(): Readonly<Record<string, number>>;
  close?(): Promise<void>;
}

/** A strategy at work in the service that logs in. */
export interface IssuerSide extends VerifierSide {
  readonly issuer: Issuer;
  /** `public-key-jwt` alone: what others check its tokens with. */
  readonly publicKeys?: JsonWebKeySet;
  /** `opaque-token` alone: answers the services that ask. @throws AuthUnavailable */
  introspect?(token: string): Promise<Introspection>;
}

/**
 * One way to remember a member. `settings` are the environment variables that it alone asks for, so that a deployment of
 * one strategy never has to set another's.
 */
export interface Strategy<V, I> {
  readonly claims: Claims;
  readonly settings: { readonly verifier: z.ZodType<V>; readonly issuer: z.ZodType<I> };
  /** @throws AuthUnavailable when the store does not answer, UnfitStore when it answers but must not be used */
  forVerifier(settings: V, tools: Tools): Promise<VerifierSide>;
  /** @throws as `forVerifier` */
  forIssuer(settings: I, tools: Tools): Promise<IssuerSide>;
}

/** Ties a strategy's settings schema to what its two sides receive. */
export const defineStrategy = <V, I>(strategy: Strategy<V, I>): Strategy<V, I> => strategy;
