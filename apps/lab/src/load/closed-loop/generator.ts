import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Done, Job } from './messages.js';

const script = fileURLToPath(new URL('./generator-process.js', import.meta.url));

/**
 * As many requests as replicas answer, from a process of its own: what it costs is known, and what the laboratory does besides does not slow it down. It reads
 * status and length off a socket, for a tenth of what `fetch` costs; on a machine of few cores every microsecond that it takes is one that no service gets.
 */
export class Generator {
  readonly #process: ChildProcess;

  constructor() {
    this.#process = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  /** @throws Error when a connection broke or the generator died */
  run(job: Job): Promise<Done> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('the load generator ended'));
      this.#process.once('exit', ended);
      this.#process.once('message', (answer: Answer) => {
        this.#process.off('exit', ended);
        if ('done' in answer) resolve(answer.done);
        else reject(new Error(`the load generator failed: ${answer.failed}`));
      });
      this.#process.send(job);
    });
  }

  stop(): void {
    if (this.#process.connected) this.#process.disconnect();
  }
}
