import type { Topology } from './topology.js';

/** Addresses and process ids, in the form that `lab up --json` promises. A store that is not ours has no `pid`. */
export function describeTopology(topology: Topology) {
  const { strategy, members, orders, sentinel, postgres } = topology;
  const redises = redisesOf(topology).map(({ url, pid }) => ({ url, pid }));
  const named = [
    ...[...members, ...orders].map(({ name, pid }) => ({ name, pid })),
    ...redises.map(({ pid }, at) => ({ name: `redis-${at + 1}`, pid })),
    ...(sentinel?.sentinels ?? []).map(({ pid }, at) => ({ name: `sentinel-${at + 1}`, pid })),
    { name: 'postgres', pid: postgres.pid },
  ];
  return {
    strategy,
    member: members.map(({ url }) => url),
    order: orders.map(({ url }) => url),
    redis: redises,
    postgres: { url: postgres.url, pid: postgres.pid },
    processes: named.filter(({ pid }) => pid !== undefined),
  };
}

/** The same for a reader. */
export function printTopology(topology: Topology): string {
  const lines = [
    ['strategy', topology.strategy],
    ...topology.members.map(({ name, url, pid }) => [name, `${url}  (pid ${pid})`]),
    ...topology.orders.map(({ name, url, pid }) => [name, `${url}  (pid ${pid})`]),
    ...redisesOf(topology).map(({ url, pid }, at) => [`redis-${at + 1}`, `${url}  (${owner(pid)})`]),
    ...(topology.sentinel?.sentinels ?? []).map(({ port, pid }, at) => [
      `sentinel-${at + 1}`,
      `redis://127.0.0.1:${port}  (pid ${pid})`,
    ]),
    ['postgres', `${topology.postgres.url}  (${owner(topology.postgres.pid)})`],
  ];
  return lines.map(([name = '', value = '']) => `  ${name.padEnd(10)} ${value}\n`).join('');
}

const redisesOf = ({ redis, replicas, sentinel }: Topology) =>
  sentinel ? sentinel.servers : [redis, ...replicas];

const owner = (pid: number | undefined) => (pid === undefined ? 'not ours' : `pid ${pid}`);
