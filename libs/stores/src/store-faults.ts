/** What can be done to a store to see what dies with it. Every method resolves when it has happened. */
export interface Faults {
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGSTOP: accepts connections, never answers. */
  freeze(): Promise<void>;
  /** Takes {@link freeze} back. */
  thaw(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** A fault was asked of a store that we did not start. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';

  constructor(setting: string) {
    super(
      `the store comes from ${setting}, so only its owner may break it; unset ${setting} and one is started here`,
    );
  }
}

/** The faults of a store that somebody else runs: none. Stopping it leaves it as it is. */
export function noFaults(setting: string): Faults {
  const refuse = () => Promise.reject(new NotOurs(setting));
  return { kill: refuse, freeze: refuse, thaw: refuse, stop: () => Promise.resolve() };
}
