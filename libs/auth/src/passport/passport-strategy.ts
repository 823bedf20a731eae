import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport';
import type { Carrier, RequestHead } from '../carrier.js';
import type { Verdict, Verifier } from '../strategy.js';

/** A `Verifier` as Passport sees it: a refusal fails, an outage is an error, and neither is taken for the other. */
class VerifierStrategy extends Strategy {
  constructor(
    private readonly verifier: Verifier,
    private readonly carrier: Carrier,
  ) {
    super();
  }

  override authenticate(request: unknown): void {
    const credential = this.carrier.read(request as RequestHead);
    if (credential === undefined) return this.fail(this.carrier.challenge, 401);
    // Passport calls this on an object made from this one, with the three answers added to it.
    const settle = (verdict: Verdict) =>
      verdict.ok ? this.success(verdict.identity) : this.fail(this.carrier.challenge, 401);
    try {
      const verdict = this.verifier.verify(credential);
      if (verdict instanceof Promise) verdict.then(settle).catch((error: unknown) => this.error(error));
      else settle(verdict);
    } catch (error) {
      this.error(error);
    }
  }
}

/** Registers a strategy with Passport under its name, through @nestjs/passport. */
export function passportStrategy(name: string, verifier: Verifier, carrier: Carrier): Strategy {
  const Named = PassportStrategy(VerifierStrategy, name);
  return new Named(verifier, carrier);
}
