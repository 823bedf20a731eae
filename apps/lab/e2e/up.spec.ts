import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { familyOf } from '@doorman/stores';
import { isRunning, type LabProcess, runLab, until } from './lab-process.js';

interface Printed {
  strategy: string;
  member: string[];
  order: string[];
  redis: { url: string; pid: number }[];
  postgres: { url: string; pid: number };
  processes: { name: string; pid: number }[];
}

describe('lab up', () => {
  let temporary: string;
  let lab: LabProcess | undefined;

  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'doorman-spec-'));
    await chmod(temporary, 0o755); // PostgreSQL runs as another user
  });

  afterEach(async () => {
    lab?.process.kill('SIGKILL');
    await rm(temporary, { recursive: true, force: true });
  });

  const run = (args: string[], environment: NodeJS.ProcessEnv = {}) => {
    lab = runLab(args, { REDIS_URL: undefined, DATABASE_URL: undefined, TMPDIR: temporary, ...environment });
    return lab;
  };
  const ready = async (running: LabProcess): Promise<Printed> => {
    await until('ready', () => running.output.stdout.endsWith('\n'), 60_000);
    return JSON.parse(running.output.stdout) as Printed;
  };
  /** What PostgreSQL is started from is kept for the next time; nothing else may stay. */
  const leftBehind = async () =>
    (await readdir(temporary)).filter((name) => !/^doorman-postgres-\d[^n]*$/.test(name));
  const expectNothingLeft = async (pids: number[]) => {
    await until('every process is gone', () => !pids.some(isRunning));
    await until('every directory is gone', async () => (await leftBehind()).length === 0);
  };

  it('prints one line when all is ready, and stops everything with 0 on SIGTERM', async () => {
    const running = run([
      'up',
      '--strategy',
      'shared-secret-jwt',
      '--replicas',
      '2',
      '--members',
      '2',
      '--json',
    ]);
    const printed = await ready(running);

    expect(running.output.stdout.trimEnd()).not.toContain('\n');
    expect(printed.strategy).toBe('shared-secret-jwt');
    expect(printed.processes.map(({ name }) => name)).toEqual([
      'member-1',
      'member-2',
      'order-1',
      'order-2',
      'redis-1',
      'postgres',
    ]);
    for (const url of [...printed.member, ...printed.order]) {
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    }
    expect(printed.processes.every(({ pid }) => isRunning(pid))).toBe(true);

    const everything = await familyOf(running.pid);
    running.process.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(printed.processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
    await expectNothingLeft(everything);
  });

  it('leaves nothing behind when it is killed with kill -9, also what was frozen', async () => {
    const running = run(['up', '--json']);
    const printed = await ready(running);
    process.kill(printed.redis[0]!.pid, 'SIGSTOP');
    const everything = await familyOf(running.pid);
    running.process.kill('SIGKILL');
    await expectNothingLeft([...everything, ...printed.processes.map(({ pid }) => pid)]);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'leaves nothing behind when %s comes while it starts',
    async (signal) => {
      const running = run(['up', '--json']);
      await until(
        'the services are starting',
        () => running.output.stderr.includes('starting 1 member'),
        60_000,
      );
      const everything = await familyOf(running.pid);
      running.process.kill(signal);
      expect(await running.ended).toBe(signal === 'SIGINT' ? 0 : 'SIGKILL');
      expect(running.output.stdout).toBe('');
      await expectNothingLeft(everything);
    },
  );

  it.each(['', 'short'])(
    'hands on the secret %j and ends with the words of the service that refuses it',
    async (secret) => {
      const running = run(['up', '--strategy', 'shared-secret-jwt'], { ACCESS_TOKEN_SECRET: secret });
      expect(await running.ended).toBe(1);
      expect(running.output.stderr).toContain('ACCESS_TOKEN_SECRET is');
      expect(await leftBehind()).toEqual([]);
    },
  );

  it.each([
    [
      '--strategy',
      'telepathy',
      /^error: .*'telepathy' is invalid\. Allowed choices are .*redis-session.*\n$/,
    ],
    ['--replicas', '0', /^error: .*'0' is invalid\. It must be a whole number from 1 to 64\.\n$/],
    ['--members', 'many', /^error: .*'many' is invalid\. It must be a whole number from 1 to 64\.\n$/],
  ])('refuses %s %s in one line, with exit code 2', async (option, value, message) => {
    const running = run(['up', option, value]);
    expect(await running.ended).toBe(2);
    expect(running.output.stderr).toMatch(message);
  });
});
