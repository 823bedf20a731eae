import { type Socket, connect } from 'node:net';

/** How many answers had which outcome. */
export interface Tally {
  ok: number;
  refused: number;
  other: number;
}

/** One connection to one replica that asks again as soon as it is answered, and reads no more of an answer than its status and its length. */
export class Connection {
  #socket: Socket | undefined;
  #partial: Buffer = Buffer.alloc(0);
  #settle: (broke?: Error) => void = () => undefined;

  constructor(
    private readonly port: number,
    private readonly tally: Tally,
  ) {}

  async open(): Promise<void> {
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#settle(error));
    socket.on('close', () => this.#settle(new Error('the service closed a connection')));
    this.#socket = socket;
  }

  /** Asks until there is nothing more to ask. Rejects when the connection breaks: what a service can do at most is not known then. */
  async run(next: () => string | undefined): Promise<void> {
    for (let bytes = next(); bytes !== undefined; bytes = next()) {
      const answered = new Promise<void>((resolve, reject) => {
        this.#settle = (broke) => (broke ? reject(broke) : resolve());
      });
      this.#socket?.write(bytes);
      await answered;
    }
  }

  close(): void {
    this.#settle = () => undefined;
    this.#socket?.destroy();
  }

  #read(chunk: Buffer): void {
    this.#partial = this.#partial.length === 0 ? chunk : Buffer.concat([this.#partial, chunk]);
    const headEnd = this.#partial.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#partial.toString('latin1', 0, headEnd);
    if (this.#partial.length < headEnd + HEAD_END.length + bodyLength(head)) return;
    this.#partial = Buffer.alloc(0);
    this.#count(Number(head.slice(9, 12)));
    this.#settle();
  }

  #count(status: number): void {
    if (status === 200) this.tally.ok++;
    else if (status === 401) this.tally.refused++;
    else this.tally.other++;
  }
}

const HEAD_END = '\r\n\r\n';

const bodyLength = (head: string): number => Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
