import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonWebKeySet } from '../keys/public-key.js';
import { type Relay, relayTo } from './relay.js';

/** A real HTTP server of public keys in the place of the member service, to be broken at will. */
export class KeyServer {
  /** How often it was asked. */
  asked = 0;
  #server: Server | undefined;
  #relay: Relay | undefined;

  /** @param maxAgeSeconds how long it says that its answer is good for */
  constructor(
    public published: JsonWebKeySet,
    private readonly maxAgeSeconds = 300,
  ) {}

  get relay(): Relay {
    if (!this.#relay) throw new Error('Not started');
    return this.#relay;
  }

  async start(): Promise<this> {
    const server = createServer((_, response) => {
      this.asked++;
      response.setHeader('cache-control', `public, max-age=${this.maxAgeSeconds}`);
      response.end(JSON.stringify(this.published));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    this.#relay = await relayTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return this;
  }

  async stop(): Promise<void> {
    await this.#relay?.stop().catch(() => undefined);
    this.#server?.close();
    this.#server?.closeAllConnections();
  }
}
