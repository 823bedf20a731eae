import { Listr, ListrLogger, ProcessOutput } from 'listr2';

interface Line {
  say(what: string): void;
  end(): void;
}

/**
 * A line per experiment on standard error: what it does now, how far it is, for how long it has been at it. Plain lines where there is no
 * terminal.
 */
export class LiveLines {
  readonly #lines = new Map<string, Line>();
  readonly #steps: ReadonlyMap<string, number>;
  readonly #running: Promise<unknown>;

  constructor(works: readonly { readonly name: string; readonly steps: number }[]) {
    this.#steps = new Map(works.map(({ name, steps }) => [name, steps]));
    const onStandardError = new ListrLogger({
      processOutput: new ProcessOutput(process.stderr, process.stderr),
    });
    const tasks = works.map(({ name }) => ({
      title: name,
      task: (_: unknown, task: { output: string; title: string }) => this.#open(name, task),
    }));
    this.#running = new Listr(tasks, {
      concurrent: true,
      fallbackRenderer: 'verbose',
      registerSignalListeners: false,
      rendererOptions: { logger: onStandardError, timer: { condition: true, field: seconds } },
      fallbackRendererOptions: { logger: onStandardError },
    } as never).run();
  }

  say(name: string, what: string): void {
    this.#lines.get(name)?.say(what);
  }

  /** One step of this work is over. */
  step(name: string, left: number): void {
    const steps = this.#steps.get(name) ?? 0;
    this.say(name, `${steps - left} of ${steps} done`);
    if (left === 0) this.#lines.get(name)?.end();
  }

  /** Resolves when the last line has been written. */
  async end(): Promise<void> {
    for (const { end } of this.#lines.values()) end();
    await this.#running;
  }

  #open(name: string, task: { output: string }): Promise<void> {
    return new Promise((end) => this.#lines.set(name, { say: (what) => (task.output = what), end }));
  }
}

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`;
