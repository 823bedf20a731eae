/**
 * Ends what its parent started, once the parent is gone: whatever the exit, `kill -9` included.
 *
 * Works by: the parent holds the other end of our standard input. The kernel closes it however the parent ends, we read end of file,
 * and then end every process and remove every directory that is still held. One JSON line each:
 * `{"hold": key, "pid": …, "tier": "service" | "store", "signal": …}`, `{"hold": key, "directory": path}`,
 * `{"hold": key, "command": [file, …arguments]}`, `{"release": key}`.
 *
 * Plain JavaScript without dependencies, so that it starts in 40 ms from a checkout that was never built.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const graceMs = 5_000;
/** A command may have several containers to end. */
const commandMs = 60_000;
const pollMs = 20;

/** Only end of file ends us: a signal meant for the whole session must not stop the cleaning up. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

/** When the process with this id was started, or undefined when there is none (a zombie is none). Tells a recycled id from ours. */
function startedAt(pid) {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may itself hold spaces and brackets (proc(5)).
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : rest[18];
  } catch {
    return undefined;
  }
}

const isOurs = ({ pid, started }) => started !== undefined && startedAt(pid) === started;

function send(held, signal) {
  try {
    if (isOurs(held)) process.kill(held.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function end(held) {
  send(held, 'SIGCONT');
  send(held, held.signal);
  for (let waitedMs = 0; isOurs(held) && waitedMs < graceMs; waitedMs += pollMs) await sleep(pollMs);
  send(held, 'SIGKILL');
  while (isOurs(held)) await sleep(pollMs);
}

function run([file, ...args]) {
  try {
    execFileSync(file, args, { stdio: 'ignore', timeout: commandMs });
  } catch {
    // Nobody is left to tell; the rest still has to be cleaned up.
  }
}

const held = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.release !== undefined) held.delete(message.release);
  else held.set(message.hold, { ...message, started: message.pid && startedAt(message.pid) });
}

const all = [...held.values()];
// Services before the stores they drain into.
for (const tier of ['service', 'store']) {
  await Promise.all(all.filter((each) => each.pid && each.tier === tier).map(end));
}
for (const { command } of all) if (command) run(command);
await Promise.all(
  all
    .filter(({ directory }) => directory)
    .map(({ directory }) => rm(directory, { recursive: true, force: true, maxRetries: 5 })),
);
