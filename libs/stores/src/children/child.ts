import { spawn } from 'node:child_process';
import { Log } from './log.js';
import { familyOf } from './process-table.js';

/** The order of stopping: services drain into stores, so they go first. */
export type Tier = 'service' | 'store';

/** A program to run, and how to end it. */
export interface ChildSpec {
  /** For messages: `redis`, `order-2`. */
  readonly name: string;
  readonly tier: Tier;
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment, nothing is inherited; ours when absent. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  /** Run as this user; needs root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks it to end; SIGTERM when absent. */
  readonly stopSignal?: NodeJS.Signals;
}

/** How a process ended: by itself with a code, or by a signal. */
export interface Exit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** A process of ours. Its output is kept for messages, it hears no Ctrl-C, and each of its faults is one method. */
export class Child {
  readonly pid: number;
  /** Never rejects. */
  readonly exited: Promise<Exit>;
  readonly #log = new Log();
  #exit: Exit | undefined;

  constructor(readonly spec: ChildSpec) {
    const { file, args, environment, directory, user } = spec;
    const subprocess = spawn(file, args, {
      // In a session of its own: the terminal's Ctrl-C reaches us alone, and we drain before we stop it.
      detached: true,
      stdio: ['ignore', this.#log.descriptor, this.#log.descriptor],
      env: environment,
      cwd: directory,
      ...user,
    });
    subprocess.on('error', () => undefined); // no such program: then it has no id
    if (subprocess.pid === undefined) {
      this.#log.close();
      throw new Error(`${spec.name}: cannot run ${file}`);
    }
    this.pid = subprocess.pid;
    this.exited = new Promise((resolve) => {
      subprocess.on('exit', (code, signal) => {
        this.#log.close();
        this.#exit = { code: code ?? undefined, signal: signal ?? undefined };
        resolve(this.#exit);
      });
    });
  }

  get running(): boolean {
    return this.#exit === undefined;
  }

  /** The last lines it printed, oldest first. */
  lastLines(count?: number): string {
    return this.#log.tail(count);
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#send(this.pid, 'SIGKILL');
    await this.exited;
  }

  /** SIGSTOP for it and what it started: connections stay open, nothing answers. Resolves when all have stopped. */
  async freeze(): Promise<void> {
    // Its own children after it, so that it starts no new one in between.
    this.#send(this.pid, 'SIGSTOP');
    for (const pid of await familyOf(this.pid)) this.#send(pid, 'SIGSTOP');
  }

  /** Takes {@link freeze} back. */
  async thaw(): Promise<void> {
    for (const pid of [...(await familyOf(this.pid)), this.pid]) this.#send(pid, 'SIGCONT');
  }

  /** Asks it to end, also when frozen, and kills it when it has not after `graceMs`. */
  async stop(graceMs = 10_000): Promise<Exit> {
    if (this.running) {
      await this.thaw();
      this.#send(this.pid, this.spec.stopSignal ?? 'SIGTERM');
    }
    const timer = setTimeout(() => this.#send(this.pid, 'SIGKILL'), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  #send(pid: number, signal: NodeJS.Signals): void {
    // Once it was waited for, its id may be somebody else's.
    if (!this.running) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
