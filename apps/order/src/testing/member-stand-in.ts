import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Address } from '@doorman/contracts';

/** How the stand-in takes a call: answers it, answers 503, or never. */
export type Mood = 'answers' | 'fails' | 'hangs';

/** Says who a request comes from; undefined when it is nobody. */
export type Recognise = (request: IncomingMessage) => Promise<string | undefined>;

/** A real HTTP server in the place of the member service, to be broken at will. */
export class MemberStandIn {
  mood: Mood = 'answers';
  readonly addresses = new Map<string, Address>();
  readonly calls: IncomingMessage[] = [];
  #held: (() => void)[] = [];
  #server: Server | undefined;
  #port = 0;

  constructor(
    private readonly recognise: Recognise,
    private readonly serviceToken: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the same port as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#take(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** From now on connections are refused. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  /** Answers what it has left hanging, and from now on everything. */
  recover(): void {
    this.mood = 'answers';
    for (const resume of this.#held.splice(0)) resume();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls.push(request);
    if (this.mood === 'hangs') await new Promise<void>((resolve) => this.#held.push(resolve));
    const [status, body] = this.mood === 'fails' ? [503, {}] : await this.#answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async #answer(request: IncomingMessage): Promise<[number, object]> {
    const path = request.url ?? '';
    if (path === '/me') {
      const id = await this.recognise(request);
      return id ? [200, { id, address: this.addresses.get(id) ?? null }] : [401, {}];
    }
    const id = /^\/members\/([^/]+)\/address$/.exec(path)?.[1];
    if (!id) return [404, {}];
    if (request.headers.authorization !== `Bearer ${this.serviceToken}`) return [401, {}];
    return [200, { address: this.addresses.get(id) ?? null }];
  }
}
