import { type AddressInfo, createServer } from 'node:net';
import { type RedisServer, startRedis } from '@doorman/stores';
import { until } from './contract-tools.js';

const SLOTS = 16_384;

/** Three primaries without replicas, each with a third of the keys; one that is lost leaves the others serving. */
export async function startRedisCluster(): Promise<{ url: string; nodes: RedisServer[] }> {
  const nodes: RedisServer[] = [];
  const busPorts: number[] = [];
  for (let n = 0; n < 3; n++) {
    const busPort = await freePort();
    busPorts.push(busPort);
    nodes.push(await startRedis({ args: clusterArguments(busPort) }));
  }
  const [first] = nodes;
  for (const [n, node] of nodes.entries()) {
    const [from, to] = [Math.ceil((n * SLOTS) / 3), Math.ceil(((n + 1) * SLOTS) / 3) - 1];
    await node.ask('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
    if (node !== first)
      await first?.ask('CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(busPorts[n]));
  }
  for (const node of nodes)
    await until(async () => isWhole(String(await node.ask('CLUSTER', 'INFO'))), 15_000);
  return { url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`, nodes };
}

const isWhole = (info: string) =>
  /cluster_state:ok/.test(info) && /cluster_slots_ok:16384/.test(info) && /cluster_known_nodes:3/.test(info);

const clusterArguments = (busPort: number) => [
  ...['--cluster-enabled', 'yes'],
  // The default is 10,000 above the port, which may be none.
  ...['--cluster-port', String(busPort)],
  ...['--cluster-node-timeout', '1000'],
  ...['--cluster-require-full-coverage', 'no'],
];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
