import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, type ChildSpec } from './child.js';
import { Lifeline } from './lifeline.js';

/** Everything is being stopped: whoever was still starting something gives up. */
export class Stopping extends Error {
  override readonly name = 'Stopping';

  constructor() {
    super('everything is being stopped');
  }
}

/**
 * Every process and temporary directory of this program. What {@link stopAll} does in order, the reaper does for every other exit;
 * that is why nothing is started past the supervisor.
 */
export class Supervisor {
  readonly #lifeline = new Lifeline();
  readonly #children = new Set<Child>();
  readonly #directories = new Set<string>();
  #stopping = false;

  /** @throws Stopping once {@link stopAll} was called. */
  start(spec: ChildSpec): Child {
    this.#refuseWhenStopping();
    const child = new Child(spec);
    const key = `process ${child.pid}`;
    this.#lifeline.hold(key, { pid: child.pid, tier: spec.tier, signal: spec.stopSignal ?? 'SIGTERM' });
    this.#children.add(child);
    const forget = () => {
      this.#children.delete(child);
      this.#lifeline.release(key);
    };
    child.exited.then(forget, forget);
    return child;
  }

  /** A new directory that only its owner can read. @throws Stopping once {@link stopAll} was called. */
  async directory(prefix: string, options: DirectoryOptions = {}): Promise<string> {
    this.#refuseWhenStopping();
    const path = await mkdtemp(join(options.parent ?? tmpdir(), prefix));
    this.#lifeline.hold(path, { directory: path });
    this.#directories.add(path);
    if (options.owner) await chown(path, options.owner.uid, options.owner.gid);
    return path;
  }

  async removeDirectory(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
    this.#directories.delete(path);
    this.#lifeline.release(path);
  }

  /** Something outside our process tree, such as a container: the command that ends it. */
  holdCommand(command: readonly string[]): void {
    this.#refuseWhenStopping();
    this.#lifeline.hold(command.join(' '), { command });
  }

  releaseCommand(command: readonly string[]): void {
    this.#lifeline.release(command.join(' '));
  }

  /** Services, then stores, then the directories. Nothing is started afterwards. */
  async stopAll(): Promise<void> {
    this.#stopping = true;
    for (const tier of ['service', 'store'] as const) {
      const children = [...this.#children].filter((child) => child.spec.tier === tier);
      await Promise.all(children.map((child) => child.stop()));
    }
    await Promise.all([...this.#directories].map((path) => this.removeDirectory(path)));
  }

  #refuseWhenStopping(): void {
    if (this.#stopping) throw new Stopping();
  }
}

interface DirectoryOptions {
  /** The system's temporary directory when absent. */
  readonly parent?: string;
  /** Needs root. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
}

/** The one of this program. */
export const supervisor = new Supervisor();
