import type { Docker } from './docker.js';

/** A container, and what can be done to it. Every method resolves when it has happened. */
export class Container {
  constructor(
    private readonly docker: Docker,
    readonly id: string,
  ) {}

  /** SIGKILL; Docker does not start again what it was told to kill. */
  async kill(): Promise<void> {
    await this.docker.run(['kill', this.id]);
    await this.docker.run(['wait', this.id]);
  }

  /** Every process in it stops where it is: connections are accepted for it, and nobody answers. */
  async freeze(): Promise<void> {
    await this.docker.run(['pause', this.id]);
  }

  async thaw(): Promise<void> {
    await this.docker.run(['unpause', this.id]);
  }

  async start(): Promise<void> {
    await this.docker.run(['start', this.id]);
  }

  /** SIGTERM, and after the time that docker-compose.yml grants, SIGKILL; nothing when it has ended. */
  async stop(): Promise<void> {
    await this.docker.run(['stop', this.id]);
  }

  async remove(): Promise<void> {
    await this.docker.run(['rm', '--force', this.id]);
  }

  exec(...command: string[]): Promise<string> {
    return this.docker.run(['exec', this.id, ...command]);
  }

  /** The port of 127.0.0.1 that leads to this port of it; another one after each start. */
  async publishedPort(inside: number): Promise<number> {
    return portIn(await this.docker.run(['port', this.id, String(inside)]));
  }

  /** @returns its exit code, or undefined while it is up */
  async exitCode(): Promise<number | undefined> {
    const state = await this.docker.run([
      'inspect',
      '--format',
      '{{.State.Running}} {{.State.ExitCode}}',
      this.id,
    ]);
    const [running, code] = state.trim().split(' ');
    return running === 'true' ? undefined : Number(code);
  }

  /** The last lines it printed, oldest first. */
  logs(): Promise<string> {
    return this.docker.run(['logs', '--tail', '20', this.id]);
  }
}

/** @param printed by `docker port`: `127.0.0.1:32773`, a line for each address @throws Error when it names no port */
export function portIn(printed: string): number {
  const port = /:(\d+)\s*$/m.exec(printed)?.[1];
  if (port === undefined) throw new Error('the container has no published port');
  return Number(port);
}
