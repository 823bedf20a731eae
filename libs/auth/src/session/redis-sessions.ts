import type { RedisConnection } from '../redis.js';
import { asked, unanswered } from '../redis.js';
import type { Versioned } from '../strategy.js';
import { LookUp, lookUpBytes } from './look-up.js';
import type { SessionAddress } from './session-id.js';
import {
  RECORD_BYTES,
  type Lifetimes,
  type SessionRecord,
  packRecord,
  unpackRecord,
} from './session-record.js';
import { withSessionScripts } from './session-scripts.js';
import { WritesTogether } from './writes-together.js';

/**
 * Sessions in Redis: one hash per member, `s:` + the member's 16 bytes. A login is one field, the SHA-256 of its secret,
 * with an eight-byte record; what is kept with it is a second field, `c` + the same hash, with `<version>:<JSON>`.
 *
 * One key per member instead of one per login makes "log out everywhere" one command and the list of devices another,
 * and a session without a cart still weighs less than 200 bytes. Redis' own expiry is the last login's; that of each
 * login is in its record. Writes are scripts, so that a write and the check that the login still exists are one step.
 */
export class RedisSessions {
  readonly #redis: ReturnType<typeof withSessionScripts>;
  readonly #writes: WritesTogether;

  constructor(
    redis: RedisConnection,
    private readonly lifetimes: Lifetimes,
  ) {
    this.#redis = withSessionScripts(redis);
    this.#writes = new WritesTogether(redis);
  }

  async create(address: SessionAddress, nowSeconds: number): Promise<void> {
    const record = packRecord({ createdAt: nowSeconds, lastSeenAt: nowSeconds });
    const { idleSeconds, absoluteSeconds } = this.lifetimes;
    await asked(
      this.#redis.sessionCreate(
        keyOf(address.member),
        address.hash,
        record,
        nowSeconds,
        idleSeconds,
        absoluteSeconds,
      ),
    );
  }

  find(address: SessionAddress): Promise<SessionRecord | undefined> {
    this.#writes.begin();
    address.lookUp ??= lookUpBytes(keyOf(address.member), address.hash);
    const answer = this.#redis.sendCommand(new LookUp(address.lookUp)) as Promise<Buffer | null>;
    return answer.then(recordIn, unanswered);
  }

  /** Moves the idle limit. Does nothing to a session that has ended meanwhile. */
  async touch(address: SessionAddress, nowSeconds: number): Promise<void> {
    const { idleSeconds } = this.lifetimes;
    await asked(this.#redis.sessionTouch(keyOf(address.member), address.hash, nowSeconds, idleSeconds));
  }

  async remove(member: Buffer, hash: Buffer): Promise<boolean> {
    return (await asked(this.#redis.hdel(keyOf(member), hash, stateField(hash)))) > 0;
  }

  async removeAll(member: Buffer): Promise<void> {
    await asked(this.#redis.del(keyOf(member)));
  }

  /** Every login of the member, with the hash that names it. */
  async list(member: Buffer): Promise<{ readonly hash: Buffer; readonly record: SessionRecord }[]> {
    const flat = await asked(this.#redis.sessionListBuffer(keyOf(member)));
    const pairs = Array.from({ length: flat.length / 2 }, (_, at) => flat.slice(2 * at, 2 * at + 2));
    return pairs.flatMap(([hash, value]) =>
      hash && value?.length === RECORD_BYTES ? [{ hash, record: unpackRecord(value) }] : [],
    );
  }

  async readState({ member, hash }: SessionAddress): Promise<Versioned | undefined> {
    const [record, kept] = await asked(this.#redis.hmgetBuffer(keyOf(member), hash, stateField(hash)));
    if (!record) return undefined;
    if (!kept) return { version: 0 };
    const colon = kept.indexOf(':');
    return {
      version: Number(kept.subarray(0, colon).toString()),
      value: JSON.parse(kept.subarray(colon + 1).toString()),
    };
  }

  async writeState({ member, hash }: SessionAddress, value: unknown, version: number) {
    const outcome = await asked(
      this.#redis.sessionWrite(keyOf(member), hash, stateField(hash), version, JSON.stringify(value)),
    );
    return (['gone', 'conflict', 'written'] as const)[outcome] ?? 'conflict';
  }
}

const recordIn = (bytes: Buffer | null): SessionRecord | undefined =>
  bytes ? unpackRecord(bytes) : undefined;
const keyOf = (member: Buffer): Buffer => Buffer.concat([PREFIX, member]);
const stateField = (hash: Buffer): Buffer => Buffer.concat([STATE, hash]);

const PREFIX = Buffer.from('s:');
const STATE = Buffer.from('c');
