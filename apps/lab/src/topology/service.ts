import type { Environment } from './settings.js';

/** A member or order service that runs, and what can be done to it. Every method resolves when it has happened. */
export interface Service {
  /** `member-1`, `order-2` */
  readonly name: string;
  /** Without a slash at the end. Ask for it each time: a container may come back at another port. */
  readonly url: string;
  /** Changes with every restart; undefined for what is no process of this machine. */
  readonly pid: number | undefined;
  /** Everything it was given when it was last started, secrets too: in memory alone, never for a result. */
  readonly settings: Environment;
  kill(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Starts it again with the same settings, changed by `environment`; stops it first when it runs. */
  restart(environment?: Environment): Promise<void>;
  /** SIGTERM: it drains. */
  stop(): Promise<void>;
}
