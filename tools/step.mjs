import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {{ file: string, args: string[], quiet?: boolean }} Step `quiet`: its output is shown only when it fails. */

let running;
let interrupted;

/**
 * Runs a program and resolves when it succeeded; when it did not, ends this process with its exit code. What it prints goes to
 * standard error, because standard output belongs to the command that the user asked for.
 * @param {Step} step
 */
export async function run({ file, args, quiet = false }) {
  const output = [];
  // In a group of its own, so that a signal reaches it once, from us, and with it all that it started.
  const child = spawn(file, args, {
    detached: true,
    stdio: ['ignore', quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
  });
  running = child;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...how) => resolve(how));
  });
  running = undefined;
  // Some end with 0 on Ctrl-C; what was to come next must not.
  if (interrupted !== undefined) process.exit(128 + constants.signals[interrupted]);
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  process.exit(code ?? 128 + constants.signals[signal]);
}

/**
 * Passes signals on to the program that runs, which then ends us; between two programs a signal ends us at once.
 * @returns what takes it back: from then on somebody else listens
 */
export function passSignalsOn() {
  const pass = (signal) => {
    interrupted = signal;
    if (running === undefined) process.exit(128 + constants.signals[signal]);
    try {
      process.kill(-running.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it ended just now
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}
