import { execa } from 'execa';
import { Stopping } from '@doorman/stores';

/** Of our surroundings, what the docker client needs; none of our settings, which would go before those of a run. */
const needed =
  /^(PATH|HOME|USER|TMPDIR|LANG|SSH_AUTH_SOCK|(XDG|DOCKER|BUILDKIT|BUILDX|SSL_CERT)_.*|\w*_proxy)$/i;

export const surroundings = (environment: NodeJS.ProcessEnv = process.env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && needed.test(entry[0]),
    ),
  );

/** How long a command may take unless it says otherwise, in milliseconds. */
const PATIENCE_MS = 60_000;
const LINES_OF_AN_ERROR = 20;

/** The docker client. Its commands run in a session of their own, out of reach of the terminal's Ctrl-C, and end when it is told to stop. */
export class Docker {
  readonly #stopping = new AbortController();

  /** @returns what it printed @throws Error with its last words; Stopping once it was told to */
  async run(args: readonly string[], timeoutMs = PATIENCE_MS): Promise<string> {
    if (this.#stopping.signal.aborted) throw new Stopping();
    const result = await execa('docker', args, {
      cancelSignal: this.#stopping.signal,
      detached: true,
      cleanup: false,
      env: surroundings(),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: timeoutMs,
    });
    if (!result.failed) return result.stdout;
    if (result.isCanceled) throw new Stopping();
    const what = `docker ${args.find((arg) => /^[a-z]+$/.test(arg)) ?? ''}`;
    if (result.timedOut) throw new Error(`${what} took longer than ${timeoutMs / 1000} s`);
    throw new Error(`${what} failed: ${lastLines(result.stderr || (result.message ?? ''))}`);
  }

  /** Ends what it is doing, and does nothing more. */
  stop(): void {
    this.#stopping.abort();
  }
}

export const lastLines = (text: string): string =>
  text.trim().split('\n').slice(-LINES_OF_AN_ERROR).join('\n');
