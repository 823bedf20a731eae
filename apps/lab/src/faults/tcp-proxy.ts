import { type Server, type Socket, connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Random } from '../random.js';

/** What the way through a proxy is like. */
export interface Link {
  /** Added in each direction, in milliseconds; a round trip takes twice this. */
  readonly latencyMs?: number;
  /** Up to so much more, at random. */
  readonly jitterMs?: number;
  /** Bytes per second in each direction. */
  readonly bandwidth?: number;
  /** Nothing comes through and no connection breaks: what a lost network looks like from both ends. */
  readonly cut?: boolean;
}

/** A TCP proxy on a free port of 127.0.0.1 whose way can be made worse while connections are open. */
export class TcpProxy {
  #link: Link = {};
  readonly #sockets = new Set<Socket>();
  readonly #pending = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    private readonly random: Random,
  ) {}

  static async to(target: { host: string; port: number }, random: Random): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: false });
    const proxy = new TcpProxy(server, random);
    server.on('connection', (client) => {
      const upstream = connect(target);
      proxy.#pipe(client, upstream);
      proxy.#pipe(upstream, client);
    });
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen(0, '127.0.0.1', resolve),
    );
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  set(link: Link): void {
    this.#link = link;
    if (!link.cut) for (const release of [...this.#pending]) release();
  }

  /** RST to both ends of every connection. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.set({});
    this.reset();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** One direction. Chunks keep their order: each leaves no earlier than the one before it. */
  #pipe(from: Socket, to: Socket): void {
    let freeAt = 0;
    let turn = Promise.resolve();
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      const { latencyMs = 0, jitterMs = 0, bandwidth = Infinity } = this.#link;
      const now = performance.now();
      freeAt = Math.max(freeAt, now) + (chunk.length / bandwidth) * 1000;
      const leavesAt = freeAt + latencyMs + this.random() * jitterMs;
      turn = turn.then(() => this.#pass(chunk, to, leavesAt));
    });
    // The other end learns of it, and what was under way is lost, as on a real network.
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => from.destroy());
  }

  async #pass(chunk: Buffer, to: Socket, leavesAt: number): Promise<void> {
    const waitMs = leavesAt - performance.now();
    if (waitMs > 0.5) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (this.#link.cut) await this.#mended();
    if (!to.destroyed) to.write(chunk);
  }

  #mended(): Promise<void> {
    return new Promise((resolve) => {
      const release = () => {
        this.#pending.delete(release);
        resolve();
      };
      this.#pending.add(release);
    });
  }
}
