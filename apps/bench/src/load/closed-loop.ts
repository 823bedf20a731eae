import { Connection } from './connection.js';
import type { Rotation } from './rotation.js';

export const CONNECTIONS = 64;

/**
 * As many requests as a server answers, over 64 connections that each wait for their answer.
 *
 * Written for this, at the price of autocannon (14 and 16 µs of CPU a request on Node 20): one rotation runs through all connections and
 * all turns, so that a credential that should be new is, and requests are counted one by one, with none under way when
 * the server is asked for its CPU time.
 */
export class ClosedLoop {
  private constructor(
    private readonly connections: readonly Connection[],
    private readonly rotation: Rotation,
  ) {}

  static async open(port: number, rotation: Rotation): Promise<ClosedLoop> {
    const connections = Array.from({ length: CONNECTIONS }, () => Connection.open(port));
    return new ClosedLoop(await Promise.all(connections), rotation);
  }

  /** @returns how many were answered. @throws UnexpectedAnswer */
  async run(limit: { readonly ms: number; readonly requests?: number }): Promise<number> {
    const before = this.#answered();
    const end = performance.now() + limit.ms;
    let left = limit.requests ?? Infinity;
    const ask = () => (left-- > 0 && performance.now() < end ? this.rotation.next() : undefined);
    const stopSpinning = spin();
    try {
      await Promise.all(this.connections.map((connection) => connection.run(ask)));
    } finally {
      stopSpinning();
    }
    return this.#answered() - before;
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }

  #answered = (): number => this.connections.reduce((sum, { answered }) => sum + answered, 0);
}

/**
 * Keeps this process from sleeping. A write to a process that sleeps on another processor has to wake it, which is charged to the
 * writer, takes ten times as long as the write on a virtual machine, and happens the more often the slower a
 * server is: the fastest would be measured without it and the others with. A client on another machine is woken there.
 * @returns what lets it sleep again
 */
function spin(): () => void {
  let next = setImmediate(again);
  function again() {
    next = setImmediate(again);
  }
  return () => clearImmediate(next);
}
