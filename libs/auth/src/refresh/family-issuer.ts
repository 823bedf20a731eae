import { type JwtSigner, claimsIn } from '../passport/jwt.js';
import { packMember, unpackMember } from '../session/session-id.js';
import type { Credential, Device, Issuer, Tools, Verifier } from '../strategy.js';
import type { Families } from './families.js';
import {
  type RefreshToken,
  familyIdOf,
  newRefreshToken,
  readRefreshToken,
  writeRefreshToken,
} from './refresh-token.js';

export interface FamilyIssuerParts {
  readonly families: Families;
  readonly signer: JwtSigner;
  /** Says whether a token may be believed before the family it names is ended. */
  readonly verifier: Verifier;
  readonly absoluteSeconds: number;
  /** Hears of every family that this process ends. */
  onEnded(sid: string, nowMs: number): void;
}

/** Access tokens that name their login, and refresh tokens that buy the next one. */
export function familyIssuer(parts: FamilyIssuerParts, { now }: Tools): Issuer {
  const { families, signer, verifier, absoluteSeconds, onEnded } = parts;

  const credentialFor = (memberId: string, token: RefreshToken, createdAt: number): Credential => ({
    ...signer.sign({ memberId }, { sid: sidOf(familyIdOf(token)), endsAt: createdAt + absoluteSeconds }),
    refreshToken: writeRefreshToken(token),
  });
  const end = async (member: Buffer, familyId: Buffer): Promise<boolean> => {
    const ended = await families.revoke(member, familyId, now());
    if (ended) onEnded(sidOf(familyId), now());
    return ended;
  };

  return {
    async issue({ memberId }) {
      const token = newRefreshToken(memberId);
      const nowMs = now();
      await families.create(token, nowMs);
      return credentialFor(memberId, token, Math.floor(nowMs / 1000));
    },

    async refresh(refreshToken) {
      const token = readRefreshToken(refreshToken);
      if (!token) return { ok: false, refusal: 'malformed' };
      const nowMs = now();
      const rotation = await families.rotate(token, nowMs);
      if (rotation.ok) {
        const memberId = unpackMember(token.member);
        const credential = credentialFor(memberId, rotation.successor, rotation.createdAt);
        return { ok: true, identity: { memberId }, credential };
      }
      if (rotation.refusal === 'revoked') onEnded(sidOf(familyIdOf(token)), nowMs);
      return rotation;
    },

    async revoke(credential) {
      const verdict = await verifier.verify(credential);
      const sid = verdict.ok ? claimsIn(credential).sid : undefined;
      if (verdict.ok && sid !== undefined) await end(packMember(verdict.identity.memberId), familyIdIn(sid));
    },

    async revokeAll({ memberId }) {
      const nowMs = now();
      const ended = await families.revokeAll(packMember(memberId), nowMs);
      for (const familyId of ended) onEnded(sidOf(familyId), nowMs);
    },

    devices: {
      async list({ memberId }, credential) {
        const { sid } = claimsIn(credential);
        const all = await families.list(packMember(memberId), now());
        return all
          .map(({ id, record }): Device => ({
            id: sidOf(id),
            createdAt: record.createdAt,
            lastSeenAt: Math.floor(record.refreshedAt / 1000),
            current: sidOf(id) === sid,
          }))
          .sort((one, other) => other.lastSeenAt - one.lastSeenAt);
      },

      revoke: ({ memberId }, id) => end(packMember(memberId), familyIdIn(id)),
    },
  };
}

const sidOf = (familyId: Buffer): string => familyId.toString('base64url');
const familyIdIn = (sid: string): Buffer => Buffer.from(sid, 'base64url');
