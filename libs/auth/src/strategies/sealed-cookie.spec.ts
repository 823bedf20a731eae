import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { COOKIE_NAME } from '../carrier.js';
import { authSettings, openIssuer } from '../config.js';
import { adjustableClock, newMember } from '../testing/contract-tools.js';
import { withNothing } from '../testing/no-surroundings.js';
import { describeStrategy } from '../testing/strategy-contract.js';

describeStrategy('sealed-cookie', withNothing);

const [old, current] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const clock = adjustableClock();

const open = (secret: string, previous?: string) =>
  openIssuer(
    authSettings('issuer').parse({
      AUTH_STRATEGY: 'sealed-cookie',
      SESSION_IDLE_TTL: '100',
      ACCESS_TOKEN_SECRET: secret,
      ...(previous && { ACCESS_TOKEN_SECRET_PREVIOUS: previous }),
    }),
    clock,
  );

describe('the size of the cookie', () => {
  it('never passes 4,096 bytes of name and value: what does not fit is refused, and the cookie stays as it was', async () => {
    const { issuer, state, verifier } = await open(current);
    const { value } = await issuer.issue({ memberId: newMember() });
    let largest = 0;
    for (let size = 2900; size < 3100; size++) {
      const written = await state!.write(value, 'x'.repeat(size), 0);
      if (written.written) largest = Math.max(largest, COOKIE_NAME.length + written.reissued!.value.length);
      else expect(written.because).toBe('too-large');
    }
    expect(largest).toBeGreaterThan(4090);
    expect(largest).toBeLessThanOrEqual(4096);
    expect(await verifier.verify(value)).toMatchObject({ ok: true });
  });
});

it('moves the idle limit by handing out a newer cookie, and does not do so for every request', async () => {
  const { issuer, verifier } = await open(current);
  const { value } = await issuer.issue({ memberId: newMember() });
  expect(await verifier.verify(value)).not.toHaveProperty('renewed');
  await clock.during(60_000, async () => {
    const verdict = await verifier.verify(value);
    const renewed = verdict.ok ? verdict.renewed : undefined;
    await clock.during(60_000, async () => {
      expect(await verifier.verify(value)).toEqual({ ok: false, refusal: 'expired' });
      expect(await verifier.verify(renewed!.value)).toMatchObject({ ok: true });
    });
  });
});

it('opens what either secret sealed while secrets are being changed, and nothing of a secret that is gone', async () => {
  const [before, during, after] = [await open(old), await open(current, old), await open(current)];
  const { value } = await before.issuer.issue({ memberId: newMember() });
  expect(await during.verifier.verify(value)).toMatchObject({ ok: true });
  expect(await after.verifier.verify(value)).toEqual({ ok: false, refusal: 'forged' });
});
