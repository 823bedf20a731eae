import { type KeyObject, randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { Strategy as PassportJwt } from 'passport-jwt';
import { AuthUnavailable } from '../errors.js';
import type { Credential, Identity, Refusal, Tools, Verdict, Verifier } from '../strategy.js';

export type JwtAlgorithm = 'HS256' | 'ES256' | 'RS256';

/** `iss` and `aud` of every token: one made elsewhere with the same key is still not ours (RFC 7519 section 4.1). */
const ISSUER = 'doorman';
const AUDIENCE = 'doorman';

/** The claims of our tokens. Times are seconds since the epoch. */
export interface TokenClaims {
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  /** The login that the token belongs to, where a login can be ended (OpenID Connect Back-Channel Logout, section 2.4). */
  readonly sid?: string;
}

/**
 * Finds the key to check a token with. Always a `KeyObject`: a string makes jsonwebtoken 9 try to parse it as a public key first,
 * which on Node 20 costs fifteen times the rest of the request (auth0/node-jsonwebtoken #966, #1046; nestjs/jwt #1971).
 * @returns undefined when no key of ours has this id
 */
export type FindKey = (keyId: string | undefined) => KeyObject | undefined | Promise<KeyObject | undefined>;

export interface JwtVerifierOptions {
  readonly algorithms: JwtAlgorithm[];
  readonly findKey: FindKey;
  /** Asked about tokens that are good in every other way. */
  readonly isRevoked?: (claims: TokenClaims) => boolean;
}

/** passport-jwt's Strategy as a `Verifier`, so that the same check runs with and without Passport. */
export function jwtVerifier(
  { algorithms, findKey, isRevoked }: JwtVerifierOptions,
  { now }: Tools,
): Verifier {
  const strategy = new PassportJwt(
    {
      jwtFromRequest: (token: unknown) => token as string,
      secretOrKeyProvider: (_: unknown, token: string, done: (error: unknown, key?: never) => void) => {
        const settle = (key: KeyObject | undefined) =>
          key ? done(null, key as never) : done(new Refused('forged'));
        // The types know strings alone; jsonwebtoken takes a KeyObject.
        const found = findKey(keyIdOf(token));
        if (found instanceof Promise) found.then(settle, done);
        else settle(found);
      },
      algorithms,
      issuer: ISSUER,
      audience: AUDIENCE,
      // Checked below against the clock that the service was given, and so that a token without `exp` is refused.
      ignoreExpiration: true,
    },
    (claims: Partial<TokenClaims>, done: (error: unknown, claims: unknown, info?: unknown) => void) => {
      if (typeof claims.exp !== 'number' || !isUuid(claims.sub))
        return done(null, false, new Refused('forged'));
      if (claims.exp * 1000 <= now()) return done(null, false, new Refused('expired'));
      if (isRevoked?.(claims as TokenClaims)) return done(null, false, new Refused('revoked'));
      return done(null, claims);
    },
  );
  return { verify: (token) => (isJwt(token) ? run(strategy, token) : { ok: false, refusal: 'malformed' }) };
}

/** Signs with @nestjs/jwt. */
export class JwtSigner {
  readonly #jwt: JwtService;

  constructor(
    key: KeyObject,
    keyId: string,
    algorithm: JwtAlgorithm,
    private readonly lifetimeSeconds: number,
    private readonly tools: Tools,
  ) {
    const signOptions = { algorithm, keyid: keyId, issuer: ISSUER, audience: AUDIENCE };
    this.#jwt = new JwtService({ [algorithm === 'HS256' ? 'secret' : 'privateKey']: key, signOptions });
  }

  /** @param login the one that the token belongs to, and must not outlive; in seconds since the epoch */
  sign({ memberId }: Identity, login?: { readonly sid: string; readonly endsAt: number }): Credential {
    const iat = Math.floor(this.tools.now() / 1000);
    const exp = Math.min(iat + this.lifetimeSeconds, login?.endsAt ?? Infinity);
    const claims: TokenClaims = {
      sub: memberId,
      iat,
      exp,
      jti: randomUUID(),
      ...(login && { sid: login.sid }),
    };
    return { value: this.#jwt.sign({ ...claims }), expiresInSeconds: exp - iat };
  }
}

/** Carries a refusal out of passport-jwt, whose `fail` takes errors. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal);
  }
}

/** Calls a Passport strategy the way Passport does, without the rest of Passport. Answers at once when the key was at hand. */
function run(strategy: PassportJwt, token: string): Verdict | Promise<Verdict> {
  let settled: Verdict | undefined;
  let failed: unknown;
  let wake = (): void => undefined;
  const settle = (verdict: Verdict | undefined, error?: unknown) => {
    settled = verdict;
    failed = error;
    wake();
  };
  const call = Object.assign(Object.create(strategy) as PassportJwt, {
    success: (claims: TokenClaims) => settle({ ok: true, identity: { memberId: claims.sub } }),
    fail: (reason: unknown) =>
      reason instanceof AuthUnavailable
        ? settle(undefined, reason)
        : settle({ ok: false, refusal: reason instanceof Refused ? reason.refusal : 'forged' }),
    error: (error: unknown) => settle(undefined, error),
  });
  call.authenticate(token as never);
  if (settled) return settled;
  return new Promise((resolve, reject) => {
    wake = () => (settled ? resolve(settled) : reject(failed));
    if (failed !== undefined) wake();
  });
}

/** The claims of a token that has been verified: nothing is checked here. */
export const claimsIn = (verified: string): TokenClaims =>
  JSON.parse(Buffer.from(verified.split('.')[1] ?? '', 'base64url').toString()) as TokenClaims;

const JWT = /^[A-Za-z0-9_-]{10,512}\.[A-Za-z0-9_-]{2,7000}\.[A-Za-z0-9_-]{20,700}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isJwt = (token: string): boolean => JWT.test(token) && headerOf(token) !== undefined;
const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

function headerOf(token: string): { kid?: unknown } | undefined {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString(),
    );
    return typeof header === 'object' && header !== null ? header : undefined;
  } catch {
    return undefined; // Not JSON, so not a JWT: the caller says `malformed`.
  }
}

function keyIdOf(token: string): string | undefined {
  const kid = headerOf(token)?.kid;
  return typeof kid === 'string' ? kid : undefined;
}
