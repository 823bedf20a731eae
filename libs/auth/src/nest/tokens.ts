import { Inject } from '@nestjs/common';

/** Injection tokens. Interfaces leave no trace at run time, so each part is asked for by name. */
export const AUTH_CONFIG = Symbol('AuthConfig');
export const AUTH_OPTIONS = Symbol('AuthOptions');
export const TOKEN_STORE = Symbol('TokenStore');
export const SIDE = Symbol('VerifierSide');
export const ISSUER = Symbol('Issuer');
export const STATE = Symbol('State');
export const CARRIER = Symbol('Carrier');

/** The `AuthConfig` that the module was given. */
export const InjectAuthConfig = () => Inject(AUTH_CONFIG);
/** The strategy's `Issuer`: in a service that imports `AuthModule.forIssuer()`. */
export const InjectIssuer = () => Inject(ISSUER);
/** The strategy's `State`, or undefined where state belongs in the service's own database. */
export const InjectState = () => Inject(STATE);
/** The `Carrier` that the credential travels by. */
export const InjectCarrier = () => Inject(CARRIER);
/** The strategy's whole `VerifierSide`, for readiness. */
export const InjectVerifierSide = () => Inject(SIDE);
