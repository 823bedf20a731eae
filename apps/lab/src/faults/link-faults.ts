import type { Topology } from '../topology/topology.js';
import type { Fault } from './fault.js';
import type { Link, TcpProxy } from './tcp-proxy.js';

/** Faults on the way to Redis. They need a topology that is `proxied`. */
const onLinks = (
  name: string,
  target: string,
  link: Link,
  chosen: (shop: Topology) => TcpProxy[],
): Fault => ({
  name,
  target,
  async begin(shop) {
    const links = chosen(shop);
    for (const each of links) each.set(link);
    return async () => links.forEach((each) => each.set({}));
  },
});

const every = ({ links }: Topology): TcpProxy[] => [...links.values()];

/** Redis answers, but late: a round trip takes `roundTripMs` more. */
export const redisSlow = (roundTripMs: number): Fault =>
  onLinks(
    `Redis is ${roundTripMs} ms away`,
    'redis',
    { latencyMs: roundTripMs / 2, jitterMs: roundTripMs / 20 },
    every,
  );

/** Every connection to Redis is reset once; new ones are accepted. */
export const redisReset: Fault = {
  name: 'connections to Redis are reset',
  target: 'redis',
  async begin({ links }) {
    for (const link of links.values()) link.reset();
    return () => Promise.resolve();
  },
};

/** One service reaches Redis no more, and its connections stay open; the others do. */
export const serviceCutOff = (name: string): Fault =>
  onLinks(`${name} is cut off from Redis`, name, { cut: true }, ({ links }) => {
    const link = links.get(name);
    if (!link) throw new Error(`There is no proxy between ${name} and Redis`);
    return [link];
  });
