import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web site on a free port of this machine. */
export interface Site {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startSite(answer: RequestListener): Promise<Site> {
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
