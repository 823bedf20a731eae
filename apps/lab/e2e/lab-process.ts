import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** The laboratory as its user runs it, as a process of its own. */
export interface LabProcess {
  readonly pid: number;
  readonly process: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export function runLab(args: readonly string[], environment: NodeJS.ProcessEnv = {}): LabProcess {
  const lab = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, NODE_OPTIONS: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  lab.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  lab.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    lab.on('close', (code, signal) => resolve(code ?? signal)),
  );
  if (lab.pid === undefined) throw new Error('cannot start the laboratory');
  return { pid: lab.pid, process: lab, output, ended };
}

/** Resolves when the condition holds. @throws Error after `timeoutMs`. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, timeoutMs = 20_000) {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`still not after ${timeoutMs} ms: ${what}`);
    await sleep(20);
  }
}

/** Whether a process of this id is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
