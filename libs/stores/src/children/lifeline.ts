import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Tier } from './child.js';

const reaperScript = fileURLToPath(new URL('../../reaper.mjs', import.meta.url));

/** What must not outlive us. */
export type Held =
  | { readonly pid: number; readonly tier: Tier; readonly signal: NodeJS.Signals }
  | { readonly directory: string }
  | { readonly command: readonly string[] };

/**
 * Our end of the pipe to the reaper (see reaper.mjs): what is held when this process ends, however it ends, is ended and removed.
 * The reaper runs only while something is held.
 */
export class Lifeline {
  readonly #held = new Map<string, Held>();
  #reaper: ChildProcess | undefined;

  hold(key: string, held: Held): void {
    this.#held.set(key, held);
    if (this.#reaper) this.#send({ hold: key, ...held });
    else this.#open();
  }

  release(key: string): void {
    if (!this.#held.delete(key)) return;
    this.#send({ release: key });
    if (this.#held.size > 0) return;
    this.#reaper?.stdin?.end();
    this.#reaper = undefined;
  }

  #open(): void {
    // Detached: in a session of its own, out of reach of the terminal's Ctrl-C.
    const reaper = spawn(process.execPath, [reaperScript], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
    });
    this.#reaper = reaper;
    reaper.on('error', () => undefined); // followed by 'close', as is a broken pipe
    reaper.stdin.on('error', () => undefined);
    reaper.on('close', () => {
      if (this.#reaper !== reaper) return;
      this.#reaper = undefined;
      if (this.#held.size > 0) this.#open();
    });
    reaper.unref();
    (reaper.stdin as unknown as { unref(): void }).unref(); // a socket, which its type does not say
    for (const [key, held] of this.#held) this.#send({ hold: key, ...held });
  }

  #send(message: object): void {
    this.#reaper?.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
