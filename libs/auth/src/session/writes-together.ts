import type { RedisConnection } from '../redis.js';

/**
 * Has all that requests ask within one turn of the event loop leave in one system call. A write of its own for each costs ten of 50 µs
 * and wakes Redis each time, whose CPU per look-up falls from 13 to 2 µs. ioredis' `enableAutoPipelining` waits for the same moment and
 * puts the commands into pipelines, which costs half of what is won. A Cluster has a stream per node, and writes as it did.
 */
export class WritesTogether {
  #gathering = false;

  constructor(private readonly redis: RedisConnection) {}

  /** To be called before a command is sent. */
  begin(): void {
    if (this.#gathering || !('stream' in this.redis)) return;
    const { stream } = this.redis;
    this.#gathering = true;
    stream.cork();
    setImmediate(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }
}
