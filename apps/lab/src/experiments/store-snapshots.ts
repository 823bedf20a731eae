import { setTimeout as delay } from 'node:timers/promises';
import { type History, type Operation, ofKind } from '../history.js';
import type { Stage } from '../run/stage.js';

/** What one Redis has done and holds. */
export interface StoreReading {
  /** How many times it has set fields of a session, since it was started. */
  readonly writes: number;
  /** Bytes that it has received from the Redis that it follows; 0 for one that follows none. */
  readonly copiedBytes: number;
  /** What the sessions in question take in it, in bytes. */
  readonly sessionBytes: number;
}

/** ARGV: member ids in hexadecimal, because a key is bytes and an argument of ours is text. */
const sessionBytesScript = `
  local sum = 0
  for _, hex in ipairs(ARGV) do
    local member = string.gsub(hex, '..', function(two) return string.char(tonumber(two, 16)) end)
    sum = sum + (redis.call('MEMORY', 'USAGE', 's:' .. member) or 0)
  end
  return sum`;

const storesOf = ({ redis, replicas }: Stage['shop']) => [
  { name: 'redis', store: redis },
  ...replicas.map((store, at) => ({ name: `replica-${at + 1}`, store })),
];

/** Writes down what every Redis has done so far, and what these members' sessions take in it. */
export async function readStores(moment: string, memberIds: readonly string[], stage: Stage): Promise<void> {
  const hex = memberIds.map((id) => id.replaceAll('-', ''));
  for (const { name, store } of storesOf(stage.shop)) {
    await stage.recorder.timed(
      moment,
      name,
      async (): Promise<StoreReading> => {
        const info = String(await store.ask('INFO', 'everything'));
        return {
          writes: numberIn(info, /^cmdstat_hset:calls=(\d+)/m),
          copiedBytes: numberIn(info, /^total_net_repl_input_bytes:(\d+)/m),
          sessionBytes: Number(await store.ask('EVAL_RO', sessionBytesScript, '0', ...hex)),
        };
      },
      (reading) => ({ outcome: 'ok', seen: { ...reading } }),
    );
  }
}

const numberIn = (info: string, pattern: RegExp): number => Number(pattern.exec(info)?.[1] ?? 0);

/** How long copies get to catch up, in milliseconds; what has not by then is not a copy. */
const CATCH_UP_MS = 1000;

/** Waits until every copy has what the primary has now, and no longer than a second: one may be detached. */
export async function letCopiesCatchUp({ shop }: Stage): Promise<void> {
  const target = numberIn(String(await shop.redis.ask('INFO', 'replication')), /^master_repl_offset:(\d+)/m);
  const giveUpAt = performance.now() + CATCH_UP_MS;
  for (const replica of shop.replicas) {
    const reached = async () =>
      numberIn(String(await replica.ask('INFO', 'replication')), /^slave_repl_offset:(\d+)/m) >= target;
    while (performance.now() < giveUpAt && !(await reached())) await delay(10);
  }
}

/** What every Redis did between two moments, and holds at the second, by its name. */
export function betweenReadings(history: History, from: string, to: string): Map<string, StoreReading> {
  const first = new Map(ofKind(history, from).map((reading) => [reading.target, reading]));
  return new Map(
    ofKind(history, to).map((last) => [
      last.target,
      {
        writes: read(last, 'writes') - read(first.get(last.target), 'writes'),
        copiedBytes: read(last, 'copiedBytes') - read(first.get(last.target), 'copiedBytes'),
        sessionBytes: read(last, 'sessionBytes'),
      },
    ]),
  );
}

const read = (reading: Operation | undefined, name: keyof StoreReading): number =>
  Number(reading?.seen?.[name] ?? 0);
