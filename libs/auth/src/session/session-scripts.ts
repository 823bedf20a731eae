import type { RedisConnection } from '../redis.js';

/**
 * The steps that must not be taken apart, as Redis runs them. Where the memory limit must not stand in the way (a
 * session that is used, not made) a script says `allow-oom`: it only rewrites bytes in place.
 */
const scripts = {
  /** KEYS member; ARGV hash, record, now, idle, absolute. Drops the member's ended logins while it is there. */
  sessionCreate: `#!lua
    local now, idle, absolute = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
    local fields = redis.call('HGETALL', KEYS[1])
    for at = 1, #fields, 2 do
      if #fields[at + 1] == 8 and #fields[at] == 32 then
        local created, seen = struct.unpack('>I4I4', fields[at + 1])
        if created + absolute <= now or seen + idle <= now then
          redis.call('HDEL', KEYS[1], fields[at], 'c' .. fields[at])
        end
      end
    end
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
    if redis.call('TTL', KEYS[1]) < idle then redis.call('EXPIRE', KEYS[1], idle) end
    return 1`,

  /** KEYS member; ARGV hash, now, idle. Never brings an ended login back. */
  sessionTouch: `#!lua flags=allow-oom
    local record = redis.call('HGET', KEYS[1], ARGV[1])
    if not record then return 0 end
    local created, seen = struct.unpack('>I4I4', record)
    local now = tonumber(ARGV[2])
    if seen ~= now then redis.call('HSET', KEYS[1], ARGV[1], struct.pack('>I4I4', created, now)) end
    redis.call('EXPIRE', KEYS[1], ARGV[3], 'GT')
    return 1`,

  /** KEYS member; ARGV hash, state field, version, JSON. 0 gone, 1 conflict, 2 written. */
  sessionWrite: `#!lua
    if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
    local kept = redis.call('HGET', KEYS[1], ARGV[2])
    local version = kept and tonumber(string.match(kept, '^(%d+):')) or 0
    if version ~= tonumber(ARGV[3]) then return 1 end
    redis.call('HSET', KEYS[1], ARGV[2], (version + 1) .. ':' .. ARGV[4])
    return 2`,

  /** KEYS member. Fields and values in turn, as bytes, whatever protocol the connection speaks. */
  sessionList: `#!lua flags=no-writes
    return redis.call('HGETALL', KEYS[1])`,
};

type Argument = Buffer | string | number;
type Script<T> = (key: Buffer, ...arguments_: Argument[]) => Promise<T>;

export type WithSessionScripts = RedisConnection & {
  sessionCreate: Script<number>;
  sessionTouch: Script<number>;
  sessionWrite: Script<number>;
  sessionListBuffer: Script<Buffer[]>;
};

/** Teaches a connection the scripts. ioredis sends each by its hash, and whole only when Redis does not know it yet. */
export function withSessionScripts(connection: RedisConnection): WithSessionScripts {
  for (const [name, lua] of Object.entries(scripts)) connection.defineCommand(name, { numberOfKeys: 1, lua });
  return connection as WithSessionScripts;
}
