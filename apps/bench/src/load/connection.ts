import { type Socket, connect } from 'node:net';

/** Something other than a complete 200 came back. */
export class UnexpectedAnswer extends Error {}

/** One connection that asks again as soon as it is answered, and reads no more of an answer than its status and its length. */
export class Connection {
  answered = 0;
  #partial: Buffer | undefined;
  #ask: () => Buffer | undefined = () => undefined;
  #done: () => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay();
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new UnexpectedAnswer('the server closed a connection')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  /** Resolves when there was nothing more to ask and the last request is answered. @throws UnexpectedAnswer, by rejecting */
  run(ask: () => Buffer | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#ask = ask;
      this.#done = resolve;
      this.#fail = reject;
      this.#next();
    });
  }

  close(): void {
    this.#fail = () => undefined;
    this.socket.destroy();
  }

  #next(): void {
    const request = this.#ask();
    if (request) this.socket.write(request);
    else this.#done();
  }

  #onData(chunk: Buffer): void {
    const answer = this.#partial ? Buffer.concat([this.#partial, chunk]) : chunk;
    const headEnd = answer.indexOf(HEAD_END);
    const head = headEnd < 0 ? undefined : answer.toString('latin1', 0, headEnd);
    const length = head === undefined ? Infinity : headEnd + HEAD_END.length + bodyLength(head);
    if (answer.length < length) {
      this.#partial = answer;
      return;
    }
    this.#partial = undefined;
    if (answer.length === length && head?.startsWith('HTTP/1.1 200')) {
      this.answered++;
      this.#next();
    } else {
      this.#fail(
        new UnexpectedAnswer(`an answer was not the one 200 expected: ${answer.toString('latin1', 0, 300)}`),
      );
    }
  }
}

const HEAD_END = '\r\n\r\n';

const bodyLength = (head: string): number => Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? NaN);
