import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** A way to a server that can be closed, and on which connections can fall silent without ending. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection and lets nobody in until `open`. */
  cut(): void;
  open(): void;
  /** Carries nothing more on the connections that there are; new ones work. */
  silence(): void;
  stop(): void;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isOpen = true;
  const server = createServer((client) => {
    if (!isOpen) return void client.destroy();
    const target = connect(targetPort, '127.0.0.1');
    const pair = [client, target] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [target, client] as const]) {
      one.pipe(other);
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endAll = () => [...pairs].flat().forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isOpen = false;
      endAll();
    },
    open: () => void (isOpen = true),
    silence: () => [...pairs].flat().forEach((socket) => socket.unpipe().pause()),
    stop() {
      server.close();
      endAll();
    },
  };
}
