import { isIPv6 } from 'node:net';

/**
 * What counts as one client. An IPv6 subscriber has at least a /64, which is 2^64 addresses to guess from; so there the
 * network is what counts (RFC 6177). An IPv4 address that came over IPv6 is itself.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [left = [], right = []] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
