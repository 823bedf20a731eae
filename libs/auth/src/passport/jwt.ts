import { type KeyObject, randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { LRUCache } from 'lru-cache';
import { Strategy as PassportJwt } from 'passport-jwt';
import { AuthUnavailable } from '../errors.js';
import type { Credential, Identity, Refusal, Tools, Verdict, Verifier } from '../strategy.js';
import { JwtHeaders } from './jwt-headers.js';

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

/**
 * passport-jwt's Strategy as a `Verifier`, so that the same check runs with and without Passport. A token that was good once is
 * remembered: the next time only what can have changed since is looked at, which is its end, its revocation and its key.
 */
export function jwtVerifier(
  { algorithms, findKey, isRevoked }: JwtVerifierOptions,
  { now }: Tools,
): Verifier {
  const remembered = new LRUCache<string, GoodToken>({ max: REMEMBERED_MAX });
  const headers = new JwtHeaders();
  const check = jwtCheck(algorithms, findKey);

  const judge = ({ claims, verdict }: GoodToken): Verdict => {
    // Against the clock that the service was given, which is why passport-jwt is told to leave it.
    if (claims.exp * 1000 <= now()) return { ok: false, refusal: 'expired' };
    return isRevoked?.(claims) ? { ok: false, refusal: 'revoked' } : verdict;
  };
  const settle = (token: string, result: GoodToken | Refusal): Verdict => {
    if (typeof result === 'string') return { ok: false, refusal: result };
    remembered.set(endOf(token), result);
    return judge(result);
  };

  return {
    verify(token) {
      const known = remembered.get(endOf(token));
      if (known?.token === token && findKey(known.keyId) === known.key) return judge(known);
      const header = JWT.test(token) ? headers.of(token) : undefined;
      if (!header) return { ok: false, refusal: 'malformed' };
      const result = check.run({ token, keyId: header.keyId });
      return result instanceof Promise ? result.then((later) => settle(token, later)) : settle(token, result);
    },
  };
}

/** A token whose signature, issuer, audience and form are right. */
interface GoodToken {
  readonly token: string;
  readonly claims: TokenClaims;
  readonly keyId: string | undefined;
  readonly key: KeyObject;
  readonly verdict: Verdict;
}

/** Of a signature's text as much as tells tokens apart: a table finds that sooner than all of a token. Who is found is compared as a whole. */
const endOf = (token: string): string => token.slice(-32);

/** How many good tokens a process remembers; one takes about 700 bytes. */
const REMEMBERED_MAX = 20_000;

/** What passport-jwt is given as the request: it takes the token from it, and leaves the key that it was checked with. */
interface TokenRequest {
  readonly token: string;
  readonly keyId: string | undefined;
  key?: KeyObject;
}

function jwtCheck(algorithms: JwtAlgorithm[], findKey: FindKey): JwtCheck {
  return new JwtCheck(
    {
      jwtFromRequest: (request: TokenRequest) => request.token,
      secretOrKeyProvider: (
        request: TokenRequest,
        _: string,
        done: (error: unknown, key?: never) => void,
      ) => {
        const use = (key: KeyObject | undefined) => {
          if (!key) return done(new Refused('forged'));
          request.key = key;
          // The types know strings alone; jsonwebtoken takes a KeyObject.
          return done(null, key as never);
        };
        const found = findKey(request.keyId);
        if (found instanceof Promise) found.then(use, done);
        else use(found);
      },
      algorithms,
      issuer: ISSUER,
      audience: AUDIENCE,
      ignoreExpiration: true,
    },
    (claims: Partial<TokenClaims>, done: (error: unknown, claims: unknown, info?: unknown) => void) =>
      typeof claims.exp === 'number' && isUuid(claims.sub)
        ? done(null, claims)
        : done(null, false, new Refused('forged')),
  );
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

/** What came of one check. */
type Outcome = { readonly claims: TokenClaims } | { readonly reason: unknown } | { readonly error: unknown };

/** passport-jwt's Strategy, called the way Passport does, without the rest of Passport: on an object made from it for each request. */
class JwtCheck extends PassportJwt {
  declare outcome: Outcome | undefined;
  declare onEnd: ((outcome: Outcome) => void) | undefined;

  /** @returns at once when the key was at hand */
  run(request: TokenRequest): GoodToken | Refusal | Promise<GoodToken | Refusal> {
    const check = Object.create(this) as JwtCheck;
    check.authenticate(request as never);
    if (check.outcome) return resultOf(check.outcome, request);
    return new Promise<Outcome>((resolve) => (check.onEnd = resolve)).then((outcome) =>
      resultOf(outcome, request),
    );
  }

  override success(claims: TokenClaims): void {
    this.end({ claims });
  }

  override fail(reason: unknown): void {
    this.end({ reason });
  }

  override error(error: unknown): void {
    this.end({ error });
  }

  private end(outcome: Outcome): void {
    this.outcome = outcome;
    this.onEnd?.(outcome);
  }
}

/** @throws AuthUnavailable when the key could not be had */
function resultOf(outcome: Outcome, { token, keyId, key }: TokenRequest): GoodToken | Refusal {
  if ('claims' in outcome) {
    const { claims } = outcome;
    return {
      token,
      claims,
      keyId,
      key: key as KeyObject,
      verdict: { ok: true, identity: { memberId: claims.sub } },
    };
  }
  if ('error' in outcome) throw outcome.error;
  if (outcome.reason instanceof AuthUnavailable) throw outcome.reason;
  return outcome.reason instanceof Refused ? outcome.reason.refusal : 'forged';
}

/** The claims of a token that has been verified: nothing is checked here. */
export const claimsIn = (verified: string): TokenClaims =>
  JSON.parse(Buffer.from(verified.split('.')[1] ?? '', 'base64url').toString()) as TokenClaims;

const JWT = /^[A-Za-z0-9_-]{10,512}\.[A-Za-z0-9_-]{2,7000}\.[A-Za-z0-9_-]{20,700}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);
