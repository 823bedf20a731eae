import type { RedisConnection } from '../redis.js';
import { RECORD_FORMAT } from './family-record.js';

/**
 * Part of a script with KEYS member[, feed] and ARGV starting with the time in milliseconds, both lifetimes, and for the feed the second in
 * which the last access token of today has ended and the milliseconds after which an entry is no longer of use.
 *
 * The feed is trimmed by the clock that numbers its entries, which is Redis' own.
 */
const shared = `
    local now, idle, absolute = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3]) * 1000
    local function isOver(created, refreshed)
      return created * 1000 + absolute <= now or refreshed + idle <= now
    end
    local function announce(family)
      if not KEYS[2] then return end
      local time = redis.call('TIME')
      local oldest = time[1] * 1000 - tonumber(ARGV[5])
      redis.call('XADD', KEYS[2], 'MINID', '~', string.format('%.0f', oldest), '*', family, ARGV[4])
    end`;

/**
 * The steps that must not be taken apart, as Redis runs them. Those that only rewrite or remove say `allow-oom`: a full Redis still
 * refreshes and still logs out.
 */
const scripts = {
  /** ARGV[6] family, [7] record. Drops the member's ended families while it is there. */
  familyCreate: `#!lua
    ${shared}
    local fields = redis.call('HGETALL', KEYS[1])
    for at = 1, #fields, 2 do
      local created, refreshed = struct.unpack('>I4I8', fields[at + 1])
      if isOver(created, refreshed) then redis.call('HDEL', KEYS[1], fields[at]) end
    end
    redis.call('HSET', KEYS[1], ARGV[6], ARGV[7])
    if redis.call('TTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
    return 1`,

  /**
   * ARGV[6] family, [7] hash of the token shown, [8] hash of its successor under [9] the salt, [10] grace in milliseconds. Spends the current token; for
   * the one spent last, within the grace, answers the salt it was spent with; for any other, ends the family.
   */
  familyRefresh: `#!lua flags=allow-oom
    ${shared}
    local family, shown, successor, salt = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
    local record = redis.call('HGET', KEYS[1], family)
    if not record then return {'unknown'} end
    local created, refreshed, current, spent, kept = struct.unpack('${RECORD_FORMAT}', record)
    if isOver(created, refreshed) then return {'expired'} end
    if shown == current then
      redis.call('HSET', KEYS[1], family, struct.pack('${RECORD_FORMAT}', created, now, successor, shown, salt))
      redis.call('EXPIRE', KEYS[1], ARGV[2], 'GT')
      return {'refreshed', salt, tostring(created)}
    end
    if shown == spent and now - refreshed < tonumber(ARGV[10]) then
      return {'refreshed', kept, tostring(created)}
    end
    redis.call('HDEL', KEYS[1], family)
    announce(family)
    return {'revoked'}`,

  /** ARGV[6] family. 0 when there is none. */
  familyRevoke: `#!lua flags=allow-oom
    ${shared}
    if redis.call('HDEL', KEYS[1], ARGV[6]) == 0 then return 0 end
    announce(ARGV[6])
    return 1`,

  /** The families that were ended. */
  familyRevokeAll: `#!lua flags=allow-oom
    ${shared}
    local families = redis.call('HKEYS', KEYS[1])
    redis.call('DEL', KEYS[1])
    for _, family in ipairs(families) do announce(family) end
    return families`,

  /** Families and records in turn, as bytes, whatever protocol the connection speaks. */
  familyList: `#!lua flags=no-writes
    return redis.call('HGETALL', KEYS[1])`,
};

type Script<T> = (keys: number, ...keysAndArguments: (Buffer | string | number)[]) => Promise<T>;

export type WithFamilyScripts = RedisConnection & {
  familyCreate: Script<number>;
  familyRefreshBuffer: Script<readonly [Buffer, Buffer?, Buffer?]>;
  familyRevoke: Script<number>;
  familyRevokeAllBuffer: Script<Buffer[]>;
  familyListBuffer: Script<Buffer[]>;
};

/** Teaches a connection the scripts. */
export function withFamilyScripts(connection: RedisConnection): WithFamilyScripts {
  for (const [name, lua] of Object.entries(scripts)) connection.defineCommand(name, { lua });
  return connection as WithFamilyScripts;
}
