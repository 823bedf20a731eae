import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';

const reaperScript = fileURLToPath(new URL('../../reaper.mjs', import.meta.url));

/** Holds what the messages say, then ends the way a killed parent does: the pipe closes without a word. */
async function reap(messages: object[]): Promise<void> {
  const reaper = spawn(process.execPath, [reaperScript], { stdio: ['pipe', 'ignore', 'inherit'] });
  const closed = new Promise((resolve) => reaper.on('close', resolve));
  for (const message of messages) reaper.stdin.write(`${JSON.stringify(message)}\n`);
  await sleep(200); // until it has seen when the processes were started
  reaper.stdin.destroy();
  await closed;
}

function startSleeper() {
  const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
  const ended = new Promise<string | null>((resolve) => sleeper.on('exit', (_, signal) => resolve(signal)));
  const { pid } = sleeper;
  if (pid === undefined) throw new Error('cannot start sleep');
  return { pid, ended, sleeper };
}

describe('the reaper', () => {
  const sleepers: ReturnType<typeof startSleeper>[] = [];
  const sleeperForTest = () => {
    const started = startSleeper();
    sleepers.push(started);
    return started;
  };

  afterEach(() => {
    for (const { sleeper } of sleepers.splice(0)) sleeper.kill('SIGKILL');
  });

  it('ends a process with its signal, also a frozen one', async () => {
    const running = sleeperForTest();
    const frozen = sleeperForTest();
    process.kill(frozen.pid, 'SIGSTOP');
    await reap([
      { hold: 'a', pid: running.pid, tier: 'service', signal: 'SIGTERM' },
      { hold: 'b', pid: frozen.pid, tier: 'store', signal: 'SIGQUIT' },
    ]);
    expect(await running.ended).toBe('SIGTERM');
    expect(await frozen.ended).toBe('SIGQUIT');
  });

  it('removes a directory', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'doorman-spec-'));
    await writeFile(join(directory, 'data'), 'x');
    await reap([{ hold: directory, directory }]);
    expect(existsSync(directory)).toBe(false);
  });

  it('runs a command', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'doorman-spec-'));
    await reap([{ hold: 'c', command: ['rmdir', directory] }]);
    expect(existsSync(directory)).toBe(false);
  });

  it('leaves alone what was released', async () => {
    const { pid, sleeper } = sleeperForTest();
    await reap([{ hold: 'a', pid, tier: 'service', signal: 'SIGTERM' }, { release: 'a' }]);
    expect(sleeper.exitCode ?? sleeper.signalCode).toBeNull();
  });

  it('passes over a process that ended before', async () => {
    const { pid, ended, sleeper } = sleeperForTest();
    sleeper.kill();
    await ended;
    await reap([{ hold: 'a', pid, tier: 'service', signal: 'SIGTERM' }]);
  });
});
