import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { familyOf } from '@doorman/stores';
import type { ProvidedRedis } from '@doorman/stores';
import type { Service } from '../topology/service.js';
import type { Topology } from '../topology/topology.js';

/** CPU used so far, user and system, in seconds. */
export interface CpuUse {
  readonly order: number;
  readonly member: number;
  /** Of the shared Redis; of the replicas beside services under `replicas`. */
  readonly redis: number;
  readonly replicas: number;
  /** Of PostgreSQL; 0 where only Linux could tell. */
  readonly database: number;
  /** Of the kernel, handing packets over: no process is charged for it; 0 where only Linux could tell. */
  readonly network: number;
  /** Of the whole machine, everything that runs on it; without `network`. */
  readonly machine: number;
  /** When that was, in seconds. */
  readonly at: number;
}

export async function cpuOf({ orders, members, redis, replicas, postgres }: Topology): Promise<CpuUse> {
  const [order, member, own, copies, database, network] = await Promise.all([
    total(orders, ofService),
    total(members, ofService),
    ofRedis(redis),
    total(replicas, ofRedis),
    postgres.pid === undefined ? 0 : ofFamily(postgres.pid),
    ofSoftInterrupts(),
  ]);
  return {
    order,
    member,
    redis: own,
    replicas: copies,
    database,
    network,
    machine: ofMachine(),
    at: performance.now() / 1000,
  };
}

export const cpuBetween = (before: CpuUse, after: CpuUse): CpuUse => ({
  order: after.order - before.order,
  member: after.member - before.member,
  redis: after.redis - before.redis,
  replicas: after.replicas - before.replicas,
  database: after.database - before.database,
  network: after.network - before.network,
  machine: after.machine - before.machine,
  at: after.at - before.at,
});

async function total<T>(parts: readonly T[], of: (part: T) => Promise<number>): Promise<number> {
  const each = await Promise.all(parts.map(of));
  return each.reduce((sum, part) => sum + part, 0);
}

/** To the microsecond, as the process itself says; asking costs it a millisecond. */
async function ofService({ url }: Service): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return field(text, /^process_cpu_seconds_total ([\d.e+-]+)/m);
}

async function ofRedis(redis: Pick<ProvidedRedis, 'ask'>): Promise<number> {
  const text = String(await redis.ask('INFO', 'cpu'));
  return field(text, /^used_cpu_user:([\d.]+)/m) + field(text, /^used_cpu_sys:([\d.]+)/m);
}

const field = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? NaN);

/** PostgreSQL answers from a process per connection, and keeps what ended ones used. */
async function ofFamily(pid: number): Promise<number> {
  if (process.platform !== 'linux') return 0;
  return total([pid, ...(await familyOf(pid))], async (each) => {
    // To the nanosecond, where /proc/<pid>/stat counts in hundredths of a second: over a dozen processes that would be a tenth of a second.
    const text = await readFile(`/proc/${each}/schedstat`, 'utf8').catch(() => '');
    return Number(text.split(' ')[0]) / 1e9;
  });
}

/** proc(5): the seventh number of the line that is about all cores together. */
async function ofSoftInterrupts(): Promise<number> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '');
  const [ticks = '0'] = /^cpu +(?:\d+ +){6}(\d+)/m.exec(text)?.slice(1) ?? [];
  return Number(ticks) / TICKS_PER_SECOND;
}

/** USER_HZ, the same on every Linux that Node runs on (proc(5)). */
const TICKS_PER_SECOND = 100;

const ofMachine = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
