import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Serving, Surroundings } from '../subjects/subject.js';
import type { FromServer } from './messages.js';

const script = fileURLToPath(new URL('server-process.js', import.meta.url));

/**
 * What V8 finds to live long it allocates in the old generation from then on. Of 30 unguarded servers five found that of much that a request needs, and
 * took 34 to 40 µs of CPU a request for as long as they lived, with scavenges of 9 ms and more instead of 0.8; the others took 20 to 29.
 */
const NO_PRETENURING = ['--no-allocation-site-pretenuring'];

/** What the server's process says went wrong. */
export class ServerFailed extends Error {}

/** A server in a process of its own. */
export class Server {
  private constructor(
    private readonly process: ChildProcess,
    readonly serving: Serving,
  ) {}

  /**
   * @param profiles the folder that a CPU profile is written to when it ends
   * @throws ServerFailed
   */
  static async start(name: string, surroundings: Partial<Surroundings>, profiles?: string): Promise<Server> {
    const child = fork(script, [name, JSON.stringify(surroundings)], {
      env: { ...process.env, NODE_ENV: 'production' },
      execArgv: [
        ...NO_PRETENURING,
        ...(profiles
          ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`]
          : []),
      ],
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    const answer = await answerOf(child, name);
    if ('port' in answer) return new Server(child, answer);
    child.disconnect();
    throw new ServerFailed('failure' in answer ? answer.failure : `${name} did not say where it listens`);
  }

  /** CPU time so far, user and system, of all its threads, in microseconds. @throws ServerFailed */
  async cpuMicros(): Promise<number> {
    this.process.send('cpu');
    const answer = await answerOf(this.process, 'the server');
    if (!('cpu' in answer)) throw new ServerFailed('the server did not say what it has used');
    return answer.cpu.user + answer.cpu.system;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    this.process.disconnect();
    await once(this.process, 'exit');
  }
}

async function answerOf(child: ChildProcess, name: string): Promise<FromServer> {
  const ended = new AbortController();
  const exited = once(child, 'exit', { signal: ended.signal }).then(([code, signal]) => {
    throw new ServerFailed(`${name} ended with ${signal ?? code}`);
  });
  try {
    const message = once(child, 'message', { signal: ended.signal }).then(([answer]) => answer as FromServer);
    return await Promise.race([message, exited]);
  } finally {
    ended.abort();
  }
}
