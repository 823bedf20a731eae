import { type KeyObject, createPublicKey } from 'node:crypto';
import { z } from 'zod';
import type { MemberAnswer, MemberConnection } from '../member-connection.js';
import { publicKeyOf } from './public-key.js';

/** Between two questions for the keys, whatever key ids arrive: forged ones cost the member service one question a second. */
export const COOL_DOWN_MS = 1_000;

/** How long keys are taken for fresh whose answer does not say it, and the longest that is believed. */
const MAX_AGE_SECONDS = { fallback: 300, longest: 86_400 };

const KeySet = z.object({
  keys: z.array(z.looseObject({ kid: z.string().optional(), use: z.string().optional() })).max(100),
});

/**
 * The member service's public keys (RFC 7517), kept. They are asked for again when they have grown old, in the background and whether or
 * not anybody comes by, and when a token names one that is not known. What is known stays good while nobody answers.
 */
export class RemoteKeys {
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #latest: Promise<void> = Promise.resolve();
  #nextAfter = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(private readonly connection: MemberConnection) {}

  /**
   * A known key at once, without a promise; else what the member service says now.
   * @throws AuthUnavailable, by rejecting, when a key is not known and nobody answers: it may well be a new one
   */
  find(id: string | undefined): KeyObject | undefined | Promise<KeyObject | undefined> {
    if (id === undefined) return undefined;
    return this.#keys.get(id) ?? this.refresh().then(() => this.#keys.get(id));
  }

  /** Resolves when there are keys to check with. @throws AuthUnavailable */
  async ready(): Promise<void> {
    if (this.#keys.size === 0) await this.refresh();
  }

  /** Asks, at most once in a cool-down; whoever comes in between shares what came of that. @throws AuthUnavailable */
  refresh(): Promise<void> {
    return performance.now() < this.#nextAfter || this.#isClosed ? this.#latest : this.#begin();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    return this.connection.close();
  }

  #begin(): Promise<void> {
    clearTimeout(this.#timer);
    this.#nextAfter = Infinity;
    this.#latest = this.#ask();
    return this.#latest;
  }

  async #ask(): Promise<void> {
    let goodForMs = 0;
    try {
      const { keys, maxAge } = await this.connection.ask({ path: '/.well-known/jwks.json' }, readKeySet);
      this.#keys = keys;
      goodForMs = maxAge * 1000;
    } finally {
      this.#nextAfter = performance.now() + COOL_DOWN_MS;
      if (!this.#isClosed) this.#beginIn(Math.max(goodForMs, COOL_DOWN_MS));
    }
  }

  /** Past the cool-down, which a timer that fires a moment early would otherwise meet, and be the last one. */
  #beginIn(milliseconds: number): void {
    this.#timer = setTimeout(() => void this.#begin().catch(() => undefined), milliseconds).unref();
  }
}

const readKeySet = ({ headers, body }: MemberAnswer) => ({
  keys: keysOf(body),
  maxAge: maxAgeSeconds(headers['cache-control']),
});

/**
 * Keys of other kinds and for other uses are left out, as RFC 7517 section 5 asks.
 * @throws TypeError when none is left: whoever signs has a key, so that is no answer, and what is known stays
 */
function keysOf(body: unknown): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const { kid, use = 'sig', ...key } of KeySet.parse(body).keys) {
    const known = kid === undefined || use !== 'sig' ? undefined : readKey(key);
    if (kid !== undefined && known) keys.set(kid, known);
  }
  if (keys.size === 0) throw new TypeError('No key of the set is one that tokens are signed with');
  return keys;
}

function readKey(jwk: Record<string, unknown>): KeyObject | undefined {
  try {
    return publicKeyOf(createPublicKey({ key: jwk as never, format: 'jwk' }))?.key;
  } catch {
    return undefined; // Of a kind that Node does not know, so none of ours.
  }
}

function maxAgeSeconds(header: string | string[] | undefined): number {
  const given = /max-age=(\d{1,9})/.exec(String(header))?.[1];
  return Math.min(Number(given ?? MAX_AGE_SECONDS.fallback), MAX_AGE_SECONDS.longest);
}
