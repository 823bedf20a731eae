import type { ProvidedRedis } from '@doorman/stores';

/**
 * Logins of many members, made from one that is real: what a login wrote into Redis is read with DUMP and written with RESTORE under the ids of others. So every
 * one is byte for byte what a login writes, whatever that is; only the password check is left out, which takes 25 ms of CPU each.
 *
 * Keys of all strategies end with the member's 16 bytes. The secret of the login is the same for all: what Redis keeps of it is a hash of the same length.
 */
export interface LoginKey {
  /** As hex: keys are bytes. */
  readonly key: string;
}

/** Redis answers within its time limit of 2 s, and serves others in between. */
const BATCH = 10_000;

const MEMBER_HEX = 32;

const fromHex = `local function bytes(hex) return (hex:gsub('..', function(pair) return string.char(tonumber(pair, 16)) end)) end`;

const scripts = {
  /** Every key that there is, as hex. */
  keys: `
    local found = redis.call('KEYS', '*')
    for at = 1, #found do found[at] = found[at]:gsub('.', function(c) return string.format('%02x', c:byte()) end) end
    return found`,
  /** ARGV key, first, last, seed. */
  clone: `${fromHex}
    local key = bytes(ARGV[1])
    local dump, ttl = redis.call('DUMP', key), math.max(0, redis.call('PTTL', key))
    for n = tonumber(ARGV[2]), tonumber(ARGV[3]) do
      redis.call('RESTORE', key:sub(1, -17) .. struct.pack('>I4I4I4I4', ARGV[4], 0x4000, 0x80000000, n), ttl, dump, 'REPLACE')
    end
    return 0`,
  /** ARGV key, first, last, seed. */
  remove: `${fromHex}
    local key = bytes(ARGV[1])
    for n = tonumber(ARGV[2]), tonumber(ARGV[3]) do
      redis.call('DEL', key:sub(1, -17) .. struct.pack('>I4I4I4I4', ARGV[4], 0x4000, 0x80000000, n))
    end
    return 0`,
  /** ARGV key, first, last, seed, seconds. A session's record is two numbers: when it was made, and when it was last seen (`session-record.ts` of libs/auth). */
  age: `${fromHex}
    local key = bytes(ARGV[1])
    for n = tonumber(ARGV[2]), tonumber(ARGV[3]) do
      local clone = key:sub(1, -17) .. struct.pack('>I4I4I4I4', ARGV[4], 0x4000, 0x80000000, n)
      local fields = redis.call('HGETALL', clone)
      for at = 1, #fields, 2 do
        if #fields[at] == 32 and #fields[at + 1] == 8 then
          local made, seen = struct.unpack('>I4I4', fields[at + 1])
          redis.call('HSET', clone, fields[at], struct.pack('>I4I4', made, seen - tonumber(ARGV[5])))
        end
      end
    end
    return 0`,
  /** ARGV key. What it weighs with its share of the table of keys, and how Redis encodes it. */
  weigh: `${fromHex}
    local key = bytes(ARGV[1])
    return {redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0), redis.call('OBJECT', 'ENCODING', key)}`,
} as const;

/** Marks the ids that are ours, and keeps them apart from real ones, which are random. */
const SEED = 0xd0043a4;

/** The member id that the n-th clone has, as 32 hex digits: a UUID of the same form as a real one. */
export const memberIdOf = (n: number): string =>
  [SEED, 0x4000, 0x8000_0000, n].map((part) => part.toString(16).padStart(8, '0')).join('');

/** Does something, and says which keys there are afterwards that were not there before. */
export async function keysMadeBy(redis: ProvidedRedis, work: () => Promise<unknown>): Promise<LoginKey[]> {
  const before = new Set(await keysOf(redis));
  await work();
  return (await keysOf(redis)).filter((key) => !before.has(key)).map((key) => ({ key }));
}

const keysOf = async (redis: ProvidedRedis): Promise<string[]> =>
  (await redis.ask('EVAL', scripts.keys, '0')) as string[];

/** Clones `first` to `last`, counted from 0. */
export const clone = (redis: ProvidedRedis, { key }: LoginKey, first: number, last: number): Promise<void> =>
  inBatches(redis, scripts.clone, key, first, last);

export const removeClones = (
  redis: ProvidedRedis,
  { key }: LoginKey,
  first: number,
  last: number,
): Promise<void> => inBatches(redis, scripts.remove, key, first, last);

/** As if the sessions had been last seen so many seconds before. */
export const ageClones = (
  redis: ProvidedRedis,
  { key }: LoginKey,
  first: number,
  last: number,
  seconds: number,
): Promise<void> => inBatches(redis, scripts.age, key, first, last, seconds);

async function inBatches(
  redis: ProvidedRedis,
  script: string,
  key: string,
  first: number,
  last: number,
  ...more: readonly number[]
) {
  for (let from = first; from <= last; from += BATCH) {
    const to = Math.min(last, from + BATCH - 1);
    await redis.ask('EVAL', script, '0', key, String(from), String(to), String(SEED), ...more.map(String));
  }
}

export interface Weight {
  readonly bytes: number;
  readonly encoding: string;
}

export async function weigh(redis: ProvidedRedis, { key }: LoginKey): Promise<Weight> {
  const [bytes, encoding] = (await redis.ask('EVAL', scripts.weigh, '0', key)) as [number, string];
  return { bytes, encoding };
}

/** The key of the n-th clone. */
export const cloneOf = ({ key }: LoginKey, n: number): LoginKey => ({
  key: key.slice(0, -MEMBER_HEX) + memberIdOf(n),
});
