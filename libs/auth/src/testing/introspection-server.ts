import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Introspection } from '../introspection/introspection.js';
import { type Relay, relayTo } from './relay.js';

/** A real HTTP server in the place of the member service, which says of tokens what it is told to, and can be broken at will. */
export class IntrospectionServer {
  /** The forms that arrived, oldest first. */
  readonly asked: URLSearchParams[] = [];
  /** Answered instead of what is true. */
  instead: { readonly status: number; readonly body: string } | undefined;
  #server: Server | undefined;
  #relay: Relay | undefined;

  constructor(
    private readonly introspect: (token: string) => Promise<Introspection>,
    private readonly serviceToken: string,
  ) {}

  get relay(): Relay {
    if (!this.#relay) throw new Error('Not started');
    return this.#relay;
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response));
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    this.asked.push(form);
    if (this.instead) return void response.writeHead(this.instead.status).end(this.instead.body);
    const isAllowed =
      request.headers.authorization === `Bearer ${this.serviceToken}` &&
      request.headers['content-type'] === 'application/x-www-form-urlencoded' &&
      `${request.method} ${request.url}` === 'POST /introspect';
    if (!isAllowed) return void response.writeHead(401).end('{}');
    response.end(JSON.stringify(await this.introspect(form.get('token') ?? '')));
  }
}
