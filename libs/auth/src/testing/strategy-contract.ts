import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outage } from '../claims.js';
import { type AuthConfig, authSettings, openIssuer, openVerifier } from '../config.js';
import { AuthUnavailable } from '../errors.js';
import { updateState } from '../state.js';
import { type StrategyName, claimsOf } from '../strategies/index.js';
import type { TokenStore } from '../introspection/token-store.js';
import type { IssuerSide, VerifierSide } from '../strategy.js';
import {
  type Clock,
  SECRETS,
  adjustableClock,
  credentialsOfNobody,
  newMember,
  until,
} from './contract-tools.js';

/** What `order` asks under a strategy, the real thing, and what can happen to it. */
export interface Store {
  kill(): Promise<void>;
  freeze(): void | Promise<void>;
  thaw(): void | Promise<void>;
  restart(): Promise<void>;
  /** Every key and value, as bytes, for the promise that nothing in it is a credential. */
  dump(): Promise<Buffer>;
}

/** What a strategy runs against. */
export interface Surroundings {
  readonly environment: Record<string, string>;
  readonly store?: Store;
  /** Which of the claimed outages the loss of `store` is. */
  readonly outage?: Outage;
  /** Of the service that logs in. */
  readonly tokens?: TokenStore;
  stop(): Promise<void>;
}

const STORE_TIMEOUT_MS = 400;

/**
 * The promises that every strategy is held to, each branching on what the strategy claims and none left out. `member` and `order`
 * are two sides that share nothing but what the strategy shares: as two processes would.
 */
export function describeStrategy(name: StrategyName, surround: () => Promise<Surroundings>): void {
  describe(name, () => {
    const claims = claimsOf(name);
    let surroundings: Surroundings;
    let clock: Clock;
    let member: IssuerSide;
    let order: VerifierSide;

    const configFor = (role: AuthConfig['role']): AuthConfig =>
      authSettings(role).parse({
        ...SECRETS,
        AUTH_STRATEGY: name,
        STORE_TIMEOUT_MS: String(STORE_TIMEOUT_MS),
        ...surroundings.environment,
      });

    beforeAll(async () => {
      surroundings = await surround();
      clock = adjustableClock();
      member = await openIssuer(configFor('issuer'), { ...clock, tokens: surroundings.tokens });
      order = await openVerifier(configFor('verifier'), clock);
    });

    afterAll(async () => {
      await member.close?.();
      await order.close?.();
      await surroundings.stop();
    });

    const login = async (memberId = newMember()) => {
      const { value, refreshToken } = await member.issuer.issue({ memberId });
      return { memberId, credential: value, refreshToken };
    };
    const accepted = (memberId: string) => ({ ok: true, identity: { memberId } });
    const refused = { ok: false, refusal: expect.any(String) };

    it('knows a member again where the login was made, if it keeps anything at all', async () => {
      const { memberId, credential } = await login();
      const verdict = await member.verifier.verify(credential);
      expect(verdict).toEqual(claims.carrier === 'none' ? refused : accepted(memberId));
    });

    it('knows a member in another service exactly if it claims to', async () => {
      const { memberId, credential } = await login();
      const verdict = await order.verifier.verify(credential);
      expect(verdict).toEqual(claims.sharedAcrossServices ? accepted(memberId) : refused);
    });

    it.each(credentialsOfNobody)('refuses %s without failing', async (_, credential) => {
      for (const side of [member, order]) expect(await side.verifier.verify(credential)).toEqual(refused);
    });

    it('refuses a credential in which any one character was changed', async () => {
      const { credential } = await login();
      for (let at = 0; at < credential.length; at += 3) {
        const other = credential[at] === 'A' ? 'B' : 'A';
        const changed = credential.slice(0, at) + other + credential.slice(at + 1);
        // The last character of base64url can carry bits that decode to nothing.
        if (at < credential.length - 1)
          expect([at, await member.verifier.verify(changed)]).toEqual([at, refused]);
      }
    });

    it('gives two logins of one member different credentials', async () => {
      const { memberId, credential } = await login();
      const second = await login(memberId);
      expect(second.credential === credential).toBe(claims.carrier === 'none');
    });

    it('ends a login when and where it claims to', async () => {
      const { memberId, credential } = await login();
      await member.issuer.revoke(credential);
      const [here, there] = [
        await member.verifier.verify(credential),
        await order.verifier.verify(credential),
      ];
      switch (claims.revocation) {
        case 'at-once':
        case 'at-once-in-this-process':
        case 'nothing-to-revoke':
          expect([here, there]).toEqual([refused, refused]);
          break;
        case 'on-invalidation':
        case 'after-replication':
          await until(async () => !(await order.verifier.verify(credential)).ok);
          break;
        case 'at-expiry':
          expect([here, there]).toEqual([accepted(memberId), accepted(memberId)]);
          break;
      }
    });

    it('ends one login and leaves the same member’s other login alone', async () => {
      const { memberId, credential } = await login();
      const other = await login(memberId);
      await member.issuer.revoke(credential);
      const verdict = await member.verifier.verify(other.credential);
      expect(verdict.ok).toBe(claims.carrier !== 'none');
    });

    it('ends every login of a member, and nobody else’s', async () => {
      const one = await login();
      const two = await login(one.memberId);
      const somebodyElse = await login();
      await member.issuer.revokeAll({ memberId: one.memberId });
      const revocable = claims.revocation !== 'at-expiry';
      for (const { credential } of [one, two]) {
        await until(async () => (await member.verifier.verify(credential)).ok !== revocable);
      }
      expect((await member.verifier.verify(somebodyElse.credential)).ok).toBe(claims.carrier !== 'none');
    });

    it('takes ending a login that is not there for done', async () => {
      await member.issuer.revoke('not a credential');
      await member.issuer.revoke((await login()).credential);
    });

    it('ends every login at its lifetime', async () => {
      const { memberId } = await login();
      const { value, expiresInSeconds } = await member.issuer.issue({ memberId });
      await clock.during((expiresInSeconds + 1) * 1000, async () => {
        expect(await member.verifier.verify(value)).toEqual(refused);
      });
    });

    it('lists the logins of a member, ends one by its id, and lets nobody end another’s', async () => {
      const { devices } = member.issuer;
      const { memberId, credential } = await login();
      const other = await login(memberId);
      const listed = (await devices?.list({ memberId }, credential)) ?? [];
      expect(listed.map(({ current }) => current).sort()).toEqual(devices ? [false, true] : []);
      for (const device of listed.filter(({ current }) => !current)) {
        expect(await devices?.revoke({ memberId: newMember() }, device.id)).toBe(false);
        expect((await member.verifier.verify(other.credential)).ok).toBe(true);
        expect(await devices?.revoke({ memberId }, device.id)).toBe(true);
        // What is good until it expires still ends where it would be renewed.
        const renewable = async () => (await member.issuer.refresh?.(other.refreshToken ?? ''))?.ok;
        const goesOn = async () => (await member.verifier.verify(other.credential)).ok;
        await until(async () => !(await (claims.revocation === 'at-expiry' ? renewable() : goesOn())));
      }
      expect(await devices?.revoke({ memberId }, 'nothing')).not.toBe(true);
    });

    it('keeps state with a login exactly if it claims to', async () => {
      const keeps = claims.cart === 'in the session' || claims.cart === 'in the cookie';
      expect(member.state !== undefined).toBe(keeps);
      expect(order.state !== undefined).toBe(keeps);
    });

    it('hands what was kept with a login to every service that knows it', async () => {
      const { credential } = await login();
      const written = await member.state?.write(credential, { tea: 2 }, 0);
      const kept = written?.written ? (written.reissued?.value ?? credential) : credential;
      const read = await order.state?.read(kept);
      expect(read?.value).toEqual(member.state && claims.sharedAcrossServices ? { tea: 2 } : undefined);
    });

    it('loses none of 50 concurrent changes to one login’s state', async () => {
      const { credential } = await login();
      const { state } = member;
      if (!state || claims.cart === 'in the cookie') return expect(claims.cart).not.toBe('in the session');
      const add = (item: number) =>
        updateState(state, credential, (kept) => [...((kept as number[]) ?? []), item]);
      await Promise.all(Array.from({ length: 50 }, (_, item) => add(item)));
      const kept = (await state.read(credential))?.value as number[];
      expect(kept.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, item) => item));
    });

    it('brings no login back that ended while a slow request was writing its state', async () => {
      for (let round = 0; round < 100; round++) {
        const { credential } = await login();
        const seen = await member.state?.read(credential);
        const [, written] = await Promise.all([
          member.issuer.revoke(credential),
          seen && member.state?.write(credential, { cart: round }, seen.version),
        ]);
        if (claims.cart !== 'in the session') continue;
        await until(async () => !(await member.verifier.verify(credential)).ok);
        expect(await member.state?.read(credential)).toBeUndefined();
        expect([true, false]).toContain(written?.written);
        const late = await member.state?.write(credential, {}, 0);
        expect(late).toEqual({ written: false, because: 'gone' });
      }
    });

    it('refuses to write over what somebody else wrote meanwhile', async () => {
      const { credential } = await login();
      const { state } = member;
      const first = await state?.write(credential, 'first', 0);
      expect(first?.written).toBe(state && true);
      const kept = first?.written ? (first.reissued?.value ?? credential) : credential;
      const second = await state?.write(kept, 'second', 0);
      expect(second).toEqual(state && { written: false, because: 'conflict' });
      expect(await state?.read(kept)).toEqual(
        state && expect.objectContaining({ value: 'first', version: 1 }),
      );
    });

    it('leaves nothing in the store that would open a door', async () => {
      const { credential } = await login();
      const dump = (await surroundings.store?.dump()) ?? Buffer.alloc(0);
      if (claims.carrier === 'none') return expect(dump).toHaveLength(0);
      expect(dump.includes(credential)).toBe(false);
      expect(dump.includes(Buffer.from(credential, 'base64url').subarray(-32))).toBe(false);
    });

    it.each(['frozen', 'killed'] as const)(
      'answers within the time limit while the store is %s: from what it has, or that it cannot know',
      async (fault) => {
        const { memberId, credential } = await login();
        await order.verifier.verify(credential);
        const { store } = surroundings;
        await (fault === 'frozen' ? store?.freeze() : store?.kill());
        try {
          const startedAt = performance.now();
          const answer = await Promise.resolve(order.verifier.verify(credential)).catch(
            (error: unknown) => error,
          );
          expect(performance.now() - startedAt).toBeLessThan(2 * STORE_TIMEOUT_MS);
          if (!claims.sharedAcrossServices) expect(answer).toEqual(refused);
          else if (claims.survives.includes(surroundings.outage ?? 'store'))
            expect(answer).toEqual(accepted(memberId));
          else {
            expect(answer).toBeInstanceOf(AuthUnavailable);
            expect(String(answer)).not.toContain(credential);
          }
        } finally {
          await (fault === 'frozen' ? store?.thaw() : store?.restart());
        }
        await until(async () => (await verifies(order, credential)) === claims.sharedAcrossServices, 3000);
      },
    );
  });
}

/** @returns undefined while it cannot be known */
async function verifies(side: VerifierSide, credential: string): Promise<boolean | undefined> {
  try {
    return (await side.verifier.verify(credential)).ok;
  } catch {
    return undefined; // The caller waits until it can be known again.
  }
}
