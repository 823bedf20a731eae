import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Carrier, RequestHead, ResponseHead } from '../carrier.js';
import type { TokenStore } from '../introspection/token-store.js';
import type { Verdict, VerifierSide } from '../strategy.js';
import { ACCESS, type Access } from './access.js';
import { isCrossSiteWrite } from './cross-site.js';
import type { AuthenticatedRequest } from './current-member.decorator.js';
import { CrossSiteWrite, Refused, ServiceRefused } from './refused.js';
import { shownServiceToken } from './service-token.js';
import { AUTH_OPTIONS, CARRIER, SIDE } from './tokens.js';

export interface AuthOptions {
  /** What our own services show each other; without one, routes for services are closed. */
  readonly serviceToken?: string;
  /** Where an issuer's `opaque-token` keeps its tokens: a class of the service, which is injected what it asks for. */
  readonly tokenStore?: Type<TokenStore>;
}

type Request = RequestHead & AuthenticatedRequest & { readonly method: string };

/** The one guard, on every route. Closed unless a route says `@Public()`. */
@Injectable()
export class MemberGuard implements CanActivate {
  readonly #access = new WeakMap<object, Access>();
  readonly #serviceToken: Buffer | undefined;

  constructor(
    @Inject(SIDE) private readonly side: VerifierSide,
    @Inject(CARRIER) private readonly carrier: Carrier,
    @Inject(AUTH_OPTIONS) { serviceToken }: AuthOptions,
    private readonly reflector: Reflector,
  ) {
    this.#serviceToken = serviceToken === undefined ? undefined : digest(serviceToken);
  }

  /** @throws Refused, ServiceRefused, CrossSiteWrite, AuthUnavailable */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.#accessTo(context);
    if (access === 'public') return true;
    const [request, response] = context.getArgs<[Request, ResponseHead]>();
    if (access === 'services') return this.#admitService(request, response);

    const credential = this.carrier.read(request);
    if (credential === undefined) return this.#refuse(response, 'missing');
    if (this.carrier.name === 'cookie' && isCrossSiteWrite(request)) throw new CrossSiteWrite();
    const verdict = this.side.verifier.verify(credential);
    return verdict instanceof Promise
      ? verdict.then((settled) => this.#settle(settled, credential, request, response))
      : this.#settle(verdict, credential, request, response);
  }

  #settle(verdict: Verdict, credential: string, request: Request, response: ResponseHead): true {
    if (!verdict.ok) return this.#refuse(response, verdict.refusal);
    if (verdict.renewed) this.carrier.give(verdict.renewed, request, response);
    request.member = verdict.identity;
    request.credential = credential;
    return true;
  }

  #refuse(response: ResponseHead, refusal: Refused['refusal']): never {
    const { challenge, name } = this.carrier;
    // RFC 6750 section 3.1: no error is named when no credential was sent.
    const error = refusal === 'missing' || name !== 'bearer' ? '' : ', error="invalid_token"';
    response.header('www-authenticate', `${challenge}${error}`);
    throw new Refused(refusal);
  }

  #admitService(request: Request, response: ResponseHead): true {
    const shown = shownServiceToken(request);
    // Digests are compared, so that neither the content nor the length of the token shows in the time it takes.
    if (shown !== undefined && this.#serviceToken && timingSafeEqual(digest(shown), this.#serviceToken))
      return true;
    response.header('www-authenticate', 'Bearer realm="doorman-services"');
    throw new ServiceRefused();
  }

  /** Looked up once per route: metadata does not change while a service runs. */
  #accessTo(context: ExecutionContext): Access {
    const handler = context.getHandler();
    let access = this.#access.get(handler);
    if (access === undefined) {
      access =
        this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, context.getClass()]) ??
        'members';
      this.#access.set(handler, access);
    }
    return access;
  }
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
