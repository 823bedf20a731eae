import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { type AuthConfig, carrierOf, openIssuer, openVerifier } from '../config.js';
import { passportStrategy } from '../passport/passport-strategy.js';
import type { TokenStore } from '../introspection/token-store.js';
import type { IssuerSide, VerifierSide } from '../strategy.js';
import { AuthUnavailableFilter } from './auth-unavailable.filter.js';
import { type AuthOptions, MemberGuard } from './member.guard.js';
import { AUTH_CONFIG, AUTH_OPTIONS, CARRIER, ISSUER, SIDE, STATE, TOKEN_STORE } from './tokens.js';

const tools = { now: Date.now };

/**
 * Authentication for a NestJS service: `forIssuer` in the one that logs members in, `forVerifier` in those that only check. Both put the
 * guard on every route and register the strategy with Passport under its name, so that `AuthGuard('redis-session')` works too.
 */
@Module({})
export class AuthModule implements OnApplicationShutdown {
  constructor(@Inject(SIDE) private readonly side: VerifierSide) {}

  static forIssuer(config: AuthConfig, options: AuthOptions = {}): DynamicModule {
    return assemble(config, options, [
      options.tokenStore
        ? { provide: TOKEN_STORE, useClass: options.tokenStore }
        : { provide: TOKEN_STORE, useValue: undefined },
      {
        provide: SIDE,
        inject: [TOKEN_STORE],
        useFactory: (tokens?: TokenStore) => openIssuer(config, { ...tools, tokens }),
      },
      { provide: ISSUER, inject: [SIDE], useFactory: ({ issuer }: IssuerSide) => issuer },
    ]);
  }

  static forVerifier(config: AuthConfig, options: AuthOptions = {}): DynamicModule {
    return assemble(config, options, [{ provide: SIDE, useFactory: () => openVerifier(config, tools) }]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.side.close?.();
  }
}

function assemble(config: AuthConfig, options: AuthOptions, sides: Provider[]): DynamicModule {
  const shared: Provider[] = [
    ...sides,
    { provide: AUTH_CONFIG, useValue: config },
    { provide: AUTH_OPTIONS, useValue: options },
    { provide: CARRIER, useValue: carrierOf(config) },
    { provide: STATE, inject: [SIDE], useFactory: ({ state }: VerifierSide) => state },
  ];
  return {
    module: AuthModule,
    global: true,
    providers: [
      ...shared,
      { provide: APP_GUARD, useClass: MemberGuard },
      { provide: APP_FILTER, useClass: AuthUnavailableFilter },
      {
        provide: 'PassportStrategy',
        inject: [SIDE],
        useFactory: ({ verifier }: VerifierSide) =>
          passportStrategy(config.strategy, verifier, carrierOf(config)),
      },
    ],
    exports: shared.map((provider) => (provider as { provide: symbol }).provide),
  };
}
