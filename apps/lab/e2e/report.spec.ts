import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { makeResult } from '../src/report/testing/made-result.js';
import { type LabProcess, runLab, until } from './lab-process.js';

/** Every file under a folder, by its path in it. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      paths.sort().map(async (path) => [path.slice(folder.length), await readFile(path, 'utf8')] as const),
    ),
  );
}

describe('lab report', () => {
  let lab: LabProcess | undefined;
  let made: string | undefined;
  afterEach(async () => {
    lab?.process.kill('SIGKILL');
    if (made) await rm(made, { recursive: true, force: true });
  });

  const draw = async (result: string, environment: NodeJS.ProcessEnv = {}) => {
    lab = runLab(['report', result], environment);
    return { code: await lab.ended, ...lab.output };
  };

  it('draws the same bytes in every process, time zone and language', async () => {
    const { path } = await makeResult();
    made = join(path, '..');
    const here = await draw(path, { TZ: 'UTC', LC_ALL: 'C' });
    expect(here).toMatchObject({ code: 0, stderr: `The report is ${join(path, 'report.html')}\n` });
    const drawn = await filesOf(path);
    expect(here.stdout).toBe(drawn['/report.md']);
    const there = await draw(path, { TZ: 'Asia/Seoul', LC_ALL: 'ar_EG.UTF-8', LANG: 'ko_KR.UTF-8' });
    expect(there).toEqual(here);
    expect(await filesOf(path)).toEqual(drawn);
  });

  it('says in one sentence that there is no result, with exit code 2', async () => {
    expect(await draw('/nowhere')).toEqual({
      code: 2,
      stdout: '',
      stderr: '/nowhere is no result of the laboratory that can be read: its manifest.json cannot be read.\n',
    });
  });

  it('draws a run that was interrupted, and says that it was', async () => {
    const running = runLab(['run', 'does-the-server-remember', '--quick']);
    lab = running;
    await until('an arm is done', () => running.output.stderr.includes('1 of '), 60_000);
    running.process.kill('SIGINT');
    expect(await running.ended).toBe(0);
    const [, folder = ''] = /npm run lab -- report (\S+)/.exec(running.output.stderr) ?? [];
    made = fileURLToPath(new URL(`../../../${folder}`, import.meta.url));
    expect(JSON.parse(await readFile(join(made, 'manifest.json'), 'utf8'))).toMatchObject({
      state: 'interrupted',
      failures: [],
    });

    expect((await draw(made)).code).toBe(0);
    const [verdict] = JSON.parse(await readFile(join(made, 'verdict.json'), 'utf8')) as { verdict: string }[];
    expect(verdict).toMatchObject({
      verdict: 'unknown',
      because: expect.stringContaining('was not performed'),
    });
    expect(await readFile(join(made, 'report.html'), 'utf8')).toContain('This run was interrupted.');
  }, 90_000);
});
