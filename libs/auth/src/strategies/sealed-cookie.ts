/*
 * Works by:    identity and cart themselves in a cookie, sealed with AES-256-GCM so that nobody else can read or change them.
 * Shares:      ACCESS_TOKEN_SECRET, from which every service derives the key.
 * Revocation:  at expiry: clearing the cookie does not reach a copy of it. Idle and absolute limits are inside the seal.
 * Fails when:  the cart outgrows 4,096 bytes (409), or two requests change it at once: the cookie that arrives last wins.
 * Choose it:   when there must be no store at all and the state is small; not when a logout or a concurrent change matters.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { COOKIE_NAME } from '../carrier.js';
import { keyIdOfSecret } from '../key-id.js';
import { packMember, unpackMember } from '../session/session-id.js';
import {
  Lifetimes,
  RECORD_BYTES,
  type SessionRecord,
  inSeconds,
  packRecord,
  unpackRecord,
} from '../session/session-record.js';
import { idleBeyondAbsolute, idleWithinAbsolute, secret, sessionLifetimes } from '../settings.js';
import { type Credential, type State, type Tools, type Verifier, defineStrategy } from '../strategy.js';

const settings = z
  .object({
    ACCESS_TOKEN_SECRET: secret,
    /** Opened, never sealed with: the other secret while secrets are being changed. */
    ACCESS_TOKEN_SECRET_PREVIOUS: secret.optional(),
    ...sessionLifetimes,
  })
  .refine(idleWithinAbsolute, idleBeyondAbsolute);

type Settings = z.infer<typeof settings>;

export const sealedCookie = defineStrategy<Settings, Settings>({
  claims: {
    carrier: 'cookie',
    clientHolds: 'encrypted cookie with identity and cart, 4,096 bytes at most',
    stateLives: 'client',
    perRequest: 'the shared key',
    sharedAcrossServices: true,
    revocation: 'at-expiry',
    survives: ['store', 'member'],
    cart: 'in the cookie',
  },
  settings: { verifier: settings, issuer: settings },

  async forVerifier(settings, tools) {
    const cookies = new SealedCookies(settings);
    return { verifier: verifierOf(cookies, tools), state: stateOf(cookies, tools) };
  },

  async forIssuer(settings, tools) {
    const cookies = new SealedCookies(settings);
    return {
      verifier: verifierOf(cookies, tools),
      state: stateOf(cookies, tools),
      issuer: {
        async issue({ memberId }) {
          const now = inSeconds(tools.now());
          return cookies.seal({ memberId, record: { createdAt: now, lastSeenAt: now }, version: 0 }, now);
        },
        revoke: async () => undefined,
        revokeAll: async () => undefined,
      },
    };
  },
});

/** RFC 6265 section 6.1, and what browsers go by: name and value together. */
const COOKIE_BYTES_MAX = 4096;

/** What is inside the seal. */
interface Content {
  readonly memberId: string;
  readonly record: SessionRecord;
  readonly version: number;
  readonly value?: unknown;
}

const verifierOf = (cookies: SealedCookies, { now }: Tools): Verifier => ({
  verify(credential) {
    const content = cookies.open(credential);
    if (typeof content === 'string') return { ok: false, refusal: content };
    const nowSeconds = inSeconds(now());
    if (cookies.lifetimes.isOver(content.record, nowSeconds)) return { ok: false, refusal: 'expired' };
    const identity = { memberId: content.memberId };
    if (!cookies.lifetimes.isDue(content.record, nowSeconds)) return { ok: true, identity };
    const record = { ...content.record, lastSeenAt: nowSeconds };
    return { ok: true, identity, renewed: cookies.seal({ ...content, record }, nowSeconds) };
  },
});

const stateOf = (cookies: SealedCookies, { now }: Tools): State => ({
  async read(credential) {
    const content = cookies.open(credential);
    return typeof content === 'string' ? undefined : content;
  },
  async write(credential, value, version) {
    const content = cookies.open(credential);
    if (typeof content === 'string') return { written: false, because: 'gone' };
    if (content.version !== version) return { written: false, because: 'conflict' };
    const reissued = cookies.seal({ ...content, value, version: version + 1 }, inSeconds(now()));
    if (COOKIE_NAME.length + reissued.value.length > COOKIE_BYTES_MAX)
      return { written: false, because: 'too-large' };
    return { written: true, reissued };
  },
});

const KEY_ID_BYTES = 9;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = KEY_ID_BYTES + NONCE_BYTES;
const MEMBER_BYTES = 16;
const VERSION_AT = MEMBER_BYTES + RECORD_BYTES;
const VALUE_AT = VERSION_AT + 4;
const FORM = new RegExp(
  `^[A-Za-z0-9_-]{${Math.ceil(((HEAD_BYTES + VALUE_AT + TAG_BYTES) * 4) / 3)},${COOKIE_BYTES_MAX}}$`,
);

/**
 * key id (9) | nonce (12) | sealed: member (16), record (8), version (4), JSON | tag (16), as base64url. The key id is authenticated too. Nonces are
 * random, so a secret is good for 2^32 seals (NIST SP 800-38D section 8.3): change it before that.
 */
class SealedCookies {
  readonly lifetimes: Lifetimes;
  readonly #current: SealKey;
  readonly #keys: ReadonlyMap<string, SealKey>;

  constructor(settings: Settings) {
    this.lifetimes = new Lifetimes(settings);
    this.#current = sealKey(settings.ACCESS_TOKEN_SECRET);
    const previous = settings.ACCESS_TOKEN_SECRET_PREVIOUS && sealKey(settings.ACCESS_TOKEN_SECRET_PREVIOUS);
    const keys = previous ? [this.#current, previous] : [this.#current];
    this.#keys = new Map(keys.map((key) => [key.id.toString('hex'), key]));
  }

  seal({ memberId, record, version, value }: Content, nowSeconds: number): Credential {
    const { id, key } = this.#current;
    const head = Buffer.concat([id, randomBytes(NONCE_BYTES)]);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(version);
    const json = value === undefined ? '' : JSON.stringify(value);
    const plain = Buffer.concat([packMember(memberId), packRecord(record), counter, Buffer.from(json)]);
    const cipher = createCipheriv('aes-256-gcm', key, head.subarray(KEY_ID_BYTES)).setAAD(id);
    const sealed = Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    const expiresInSeconds = record.createdAt + this.lifetimes.absoluteSeconds - nowSeconds;
    return { value: sealed.toString('base64url'), expiresInSeconds };
  }

  open(credential: string): Content | 'malformed' | 'forged' {
    if (!FORM.test(credential)) return 'malformed';
    const bytes = Buffer.from(credential, 'base64url');
    const id = bytes.subarray(0, KEY_ID_BYTES);
    const key = this.#keys.get(id.toString('hex'));
    if (!key) return 'forged';
    const opened = decrypt(key, bytes);
    if (!opened) return 'forged';
    const json = opened.subarray(VALUE_AT).toString();
    return {
      memberId: unpackMember(opened.subarray(0, MEMBER_BYTES)),
      record: unpackRecord(opened.subarray(MEMBER_BYTES)),
      version: opened.readUInt32BE(VERSION_AT),
      ...(json && { value: JSON.parse(json) as unknown }),
    };
  }
}

/** @returns undefined when the tag does not fit: somebody else sealed this, or changed it */
function decrypt({ id, key }: SealKey, bytes: Buffer): Buffer | undefined {
  const nonce = bytes.subarray(KEY_ID_BYTES, HEAD_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(id)
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined; // `final` throws on a wrong tag, and on nothing else.
  }
}

interface SealKey {
  readonly id: Buffer;
  readonly key: Buffer;
}

/** RFC 5869: the secret also signs tokens elsewhere, and a key must serve one purpose. */
const sealKey = (secret: string): SealKey => ({
  id: Buffer.from(keyIdOfSecret(secret), 'base64url'),
  key: Buffer.from(hkdfSync('sha256', secret, '', 'doorman sealed-cookie aes-256-gcm', 32)),
});
