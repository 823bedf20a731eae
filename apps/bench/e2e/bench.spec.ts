import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bench = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const environment = { ...process.env, NODE_OPTIONS: undefined };
    const child = execFile(process.execPath, [main, ...args], { env: environment }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });

interface Result {
  readonly figures: { readonly subject: string; readonly cpuMicros: { readonly median: number } }[];
  readonly goals: { readonly subject: string; readonly over: string }[];
  readonly failures: unknown[];
}

describe('npm run bench', () => {
  let folder: string | undefined;
  afterEach(async () => {
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('measures a guard that refuses strangers beside the same route without it, and keeps what it measured', async () => {
    const { stdout, stderr, exitCode } = await bench('--only', 'redis-session', '--rounds', '1', '--json');
    folder = /^The result is in (\S+)$/m.exec(stderr)?.[1];
    const { figures, goals, failures } = JSON.parse(stdout) as Result;
    expect(failures).toEqual([]);
    expect(exitCode).toBe(0);
    expect(figures.map(({ subject }) => subject)).toEqual([
      'nest-fastify',
      'nest-fastify-cookie',
      'redis-session',
    ]);
    for (const { cpuMicros } of figures) expect(cpuMicros.median).toBeGreaterThan(0);
    expect(goals).toMatchObject([{ subject: 'redis-session', over: 'nest-fastify-cookie' }]);
    expect(await readdir(folder ?? '')).toEqual(
      expect.arrayContaining(['bench.json', 'cost.svg', 'manifest.json', 'table.txt', 'turns.ndjson']),
    );
  });

  it('says which subjects there are when it is asked for another', async () => {
    const { stderr, exitCode } = await bench('--only', 'no-such-guard');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no-such-guard is none of them: .*redis-session/);
  });
});
