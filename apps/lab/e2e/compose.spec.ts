import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { type LabProcess, runLab, until } from './lab-process.js';

const EXPERIMENT = 'does-order-know-who-logged-in-at-member';
const START_MS = 10 * 60_000;

const ask = async (...args: string[]) => execa('docker', args, { reject: false, timeout: 10_000 });
const engine = await ask('version', '--format', '{{.Server.Version}}');
if (engine.failed) process.stderr.write('No Docker engine answers here: nothing is run on compose.\n');

/** Everything that a run gave its name to. */
async function leftovers(): Promise<string[]> {
  const lists = await Promise.all([
    ask('ps', '--all', '--format', '{{.Names}}'),
    ask('volume', 'ls', '--format', '{{.Name}}'),
    ask('network', 'ls', '--format', '{{.Name}}'),
    ask('images', '--format', '{{.Repository}}'),
  ]);
  return lists.flatMap(({ stdout }) => stdout.split('\n')).filter((name) => name.startsWith('doorman-lab-'));
}

/** A run on compose whose client is not the real one: what it prints is that of a machine without an engine. */
async function runWithClient(script: string | undefined): Promise<{ code: unknown; stderr: string }> {
  const path = await mkdtemp(join(tmpdir(), 'doorman-path-'));
  try {
    if (script !== undefined) {
      await writeFile(join(path, 'docker'), script);
      await chmod(join(path, 'docker'), 0o755);
    }
    const lab = runLab(['run', EXPERIMENT, '--on', 'compose'], { PATH: path });
    return { code: await lab.ended, stderr: lab.output.stderr };
  } finally {
    await rm(path, { recursive: true });
  }
}

describe('a run on compose that cannot be', () => {
  it.each([
    [
      undefined,
      'docker is not installed: see https://docs.docker.com/get-docker/, or leave --on compose out\n',
    ],
    ['#!/bin/sh\nexit 1\n', 'docker is not running: start Docker, or leave --on compose out\n'],
  ])('says what to do next when the client is %j, with exit code 2', async (client, sentence) => {
    const { code, stderr } = await runWithClient(client);
    expect(stderr.split('\n').slice(-2).join('\n')).toBe(sentence);
    expect(code).toBe(2);
  });

  it('says what the experiment needs, before it looks for Docker', async () => {
    const lab = runLab(['run', 'does-it-scale-out', '--on', 'compose'], { PATH: '' });
    expect(await lab.ended).toBe(2);
    expect(lab.output.stderr).toBe(
      'does-it-scale-out needs the CPU time of every process; run it with --on processes\n',
    );
  });
});

(engine.failed ? describe.skip : describe)('a run on compose, where a Docker engine answers', () => {
  let lab: LabProcess | undefined;

  afterEach(async () => {
    lab?.process.kill('SIGTERM');
    await lab?.ended;
  });

  it(
    'is as claimed, says in its result what the shop ran as, and leaves nothing behind',
    async () => {
      const run = runLab([
        'run',
        EXPERIMENT,
        '--quick',
        '--strategy',
        'redis-session',
        '--on',
        'compose',
        '--json',
      ]);
      lab = run;
      expect(await run.ended).toBe(0);
      const [verdict] = JSON.parse(run.output.stdout) as { arms: { strategy: string; verdict: string }[] }[];
      expect(verdict?.arms.map(({ strategy, verdict: each }) => [strategy, each])).toEqual([
        ['stateless', 'as-claimed'],
        ['memory-session', 'as-claimed'],
        ['redis-session', 'as-claimed'],
      ]);
      const [, report = ''] = /The report is (\S+)/.exec(run.output.stderr) ?? [];
      const folder = fileURLToPath(new URL(`../../../${report}/..`, import.meta.url));
      const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
      expect(JSON.parse(manifest)).toMatchObject({ on: 'compose', versions: { docker: engine.stdout } });
      expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain(
        'containers of docker-compose.yml',
      );
      await rm(folder, { recursive: true });
      expect(await leftovers()).toEqual([]);
    },
    START_MS,
  );

  it(
    'leaves nothing behind when it is interrupted in the middle of a start',
    async () => {
      const run = runLab(['run', EXPERIMENT, '--quick', '--strategy', 'redis-session', '--on', 'compose']);
      lab = run;
      const isStarting = async () => (await leftovers()).some((name) => name.endsWith('_data'));
      await until('networks are made', isStarting, START_MS);
      run.process.kill('SIGINT');
      expect(await run.ended).toBe(0);
      expect(await leftovers()).toEqual([]);
      const [, result = ''] = /npm run lab -- report (\S+)/.exec(run.output.stderr) ?? [];
      await rm(fileURLToPath(new URL(`../../../${result}`, import.meta.url)), { recursive: true });
    },
    START_MS,
  );
});
