import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port. @returns which */
export async function listen(server: Pick<Server, 'listen' | 'address' | 'once'>): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
