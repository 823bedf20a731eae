import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTopology, type Topology } from '../src/topology/topology.js';

const alive = (url: string) =>
  fetch(`${url}/health/live`, { signal: AbortSignal.timeout(500) }).then(
    ({ status }) => status,
    (error: Error) => error.name,
  );

describe('a service of a topology', () => {
  let topology: Topology;

  beforeAll(async () => {
    topology = await startTopology({ strategy: 'redis-session', orders: 2 });
  }, 60_000);

  afterAll(() => topology.stop());

  it('does not answer while frozen, and goes on when thawed', async () => {
    const [order] = topology.orders;
    await order!.freeze();
    expect(await alive(order!.url)).toBe('TimeoutError');
    expect(await alive(topology.orders[1]!.url)).toBe(200);
    await order!.thaw();
    expect(await alive(order!.url)).toBe(200);
  });

  it('is gone when killed, and comes back at the same address', async () => {
    const [order] = topology.orders;
    const { pid, url } = order!;
    await order!.kill();
    expect(await alive(url)).toBe('TypeError');
    await order!.restart();
    expect(order!.pid).not.toBe(pid);
    expect(order!.url).toBe(url);
    expect(await alive(url)).toBe(200);
  });

  it('says that it is not ready while its PostgreSQL is frozen', async () => {
    const ready = async () => (await fetch(`${topology.members[0]!.url}/health/ready`)).status;
    await topology.postgres.freeze();
    expect(await ready()).toBe(503);
    await topology.postgres.thaw();
    expect(await ready()).toBe(200);
  });
});

describe('a topology that cannot start', () => {
  it('fails with the words of the service, and leaves nothing running', async () => {
    const starting = startTopology({ strategy: 'redis-session', environment: { SESSION_IDLE_TTL: 'soon' } });
    await expect(starting).rejects.toThrow(/member-1 ended with code 78 while starting:[^]*SESSION_IDLE_TTL/);
  }, 60_000);
});
