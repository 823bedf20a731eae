export type { Claims, Outage, Revocation } from './claims.js';
export { type Carrier, type CarrierName, type TokenAnswer, COOKIE_NAME, carriers } from './carrier.js';
export {
  type AuthConfig,
  type Role,
  authProblems,
  authSettings,
  carrierOf,
  openIssuer,
  openVerifier,
} from './config.js';
export { AuthUnavailable, UnfitStore } from './errors.js';
export type { Introspection } from './introspection/introspection.js';
export type { KeptToken, TokenRecord, TokenStore } from './introspection/token-store.js';
export type { JsonWebKeySet } from './keys/public-key.js';
export { type Access, ForServices, Public } from './nest/access.js';
export { AuthModule } from './nest/auth.module.js';
export {
  type AuthenticatedRequest,
  CurrentCredential,
  CurrentMember,
} from './nest/current-member.decorator.js';
export { type AuthOptions, MemberGuard } from './nest/member.guard.js';
export {
  InjectAuthConfig,
  InjectCarrier,
  InjectIssuer,
  InjectState,
  InjectVerifierSide,
} from './nest/tokens.js';
export { memberUrl, secret } from './settings.js';
export { updateState } from './state.js';
export { type StrategyName, claimsOf, strategyNames } from './strategies/index.js';
export type {
  Credential,
  Device,
  Identity,
  Issuer,
  IssuerSide,
  Refreshed,
  Refusal,
  State,
  Strategy,
  Tools,
  Verdict,
  Verifier,
  VerifierSide,
  Versioned,
  Written,
} from './strategy.js';
