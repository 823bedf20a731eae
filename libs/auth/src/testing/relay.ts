import { type RequestListener, createServer as createHttpServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { promisify } from 'node:util';

/** A TCP relay in front of a server, so that the server can be lost and come back as far as its clients can tell. */
export interface Relay {
  /** Stays the same. */
  readonly url: string;
  /** Resets every connection; new ones are refused. */
  kill(): Promise<void>;
  /** As a stopped process: connections are accepted, bytes are taken in, and nothing ever comes back. */
  freeze(): void;
  /** What was sent meanwhile arrives. */
  thaw(): void;
  restart(): Promise<void>;
  /** For good. */
  stop(): Promise<void>;
}

/** An HTTP server behind a relay. */
export interface Relayed {
  readonly relay: Relay;
  stop(): Promise<void>;
}

export async function serveBehindRelay(answer: RequestListener): Promise<Relayed> {
  const server = createHttpServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay = await relayTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    relay,
    async stop() {
      await relay.stop().catch(() => undefined);
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param target such as `http://127.0.0.1:3001` */
export async function relayTo(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  const accept = (client: Socket) => {
    const pair = [client, connect(Number(port), hostname)] as const;
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    pairs.add(pair);
    if (!isFrozen) join(pair);
  };
  let server = await listen(accept, 0);
  const ownPort = (server.address() as AddressInfo).port;
  const kill = async () => {
    const closed = promisify(server.close.bind(server))();
    for (const [client] of pairs) client.resetAndDestroy();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${ownPort}`,
    kill,
    stop: kill,
    async restart() {
      server = await listen(accept, ownPort);
    },
    freeze() {
      isFrozen = true;
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream);
        upstream.unpipe(client);
      }
    },
    thaw() {
      isFrozen = false;
      pairs.forEach(join);
    },
  };
}

function join([client, upstream]: readonly [Socket, Socket]): void {
  client.pipe(upstream);
  upstream.pipe(client);
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
