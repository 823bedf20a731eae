import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { report } from '../commands/report.js';
import { experimentOf } from '../experiments/index.js';
import { EXPERIMENT, madeManifest, madeRun } from '../report/testing/made-result.js';
import { BrokenResult, ResultFolder } from './result-folder.js';

describe('a result folder', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'doorman-results-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  const create = () => ResultFolder.create(parent, madeManifest());
  const [arm] = experimentOf(EXPERIMENT).arms('quick');

  it('gives back what was saved', async () => {
    const created = await create();
    await created.save(EXPERIMENT, madeRun(arm!));
    const { folder, manifest } = await ResultFolder.open(created.path);
    expect(manifest).toEqual(madeManifest());
    expect(await folder.load(EXPERIMENT)).toEqual([madeRun(arm!)]);
    expect(await folder.load('never-performed')).toEqual([]);
  });

  it('is another one for each of the runs that begin in the same second, and the latest is found', async () => {
    for (let run = 0; run < 11; run++) await create();
    expect(new Set((await readdir(parent)).map((name) => name.replace(/-\d+$/, ''))).size).toBe(1 + 1);
    expect(basename(await ResultFolder.latest(parent))).toBe('2026-11-24T19-42-43-11');
    await ResultFolder.create(parent, madeManifest({ startedAt: '2026-11-24T19:42:44.000Z' }));
    await mkdir(join(parent, '2026-11-24T20-00-00-bench')); // what others keep there
    expect(basename(await ResultFolder.latest(parent))).toBe('2026-11-24T19-42-44');
  });

  it('lists strategies in the order of the design, whatever order they were performed in', async () => {
    const folder = await create();
    const arms = experimentOf(EXPERIMENT).arms('quick');
    for (const each of arms.toReversed()) await folder.save(EXPERIMENT, madeRun(each));
    expect((await folder.load(EXPERIMENT)).map((run) => run.arm.strategy)).toEqual(
      arms.map(({ strategy }) => strategy),
    );
  });

  it('keeps no secret of a plan, and all else of it', async () => {
    const folder = await create();
    const run = madeRun(arm!);
    const environment = {
      ACCESS_TOKEN_SECRET: 'hush-1',
      ACCESS_TOKEN_SECRET_PREVIOUS: 'hush-2',
      SERVICE_TOKEN: 'hush-3',
      REDIS_URL: 'redis://:hush-4@localhost',
      ACCESS_TOKEN_TTL: '15m',
    };
    await folder.save(EXPERIMENT, {
      ...run,
      plan: { ...run.plan, topology: { ...run.plan.topology, environment } },
    });
    const [file = ''] = await readdir(join(folder.path, EXPERIMENT));
    const text = await readFile(join(folder.path, EXPERIMENT, file), 'utf8');
    expect(text).not.toContain('hush');
    expect(text).toContain('"ACCESS_TOKEN_TTL":"15m"');
  });

  describe('that cannot be read', () => {
    const complaint = async (path: string) => {
      const error: unknown = await ResultFolder.open(path)
        .then(({ folder }) => folder.load(EXPERIMENT))
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(BrokenResult);
      return (error as Error).message;
    };

    it.each([
      ['its manifest.json cannot be read', undefined],
      ['its manifest.json is broken', '{"state": '],
      ['its manifest.json is incomplete', '{}'],
      ['its manifest.json is incomplete', 'null'],
    ])('says that %s', async (words, manifest) => {
      const path = join(parent, 'some');
      await mkdir(path);
      if (manifest !== undefined) await writeFile(join(path, 'manifest.json'), manifest);
      expect(await complaint(path)).toBe(
        `${path} is no result of the laboratory that can be read: ${words}.`,
      );
    });

    it.each(['', '{"kind":"orders"}\n', '{"arm":{}\n'])(
      'says which history is broken: %j',
      async (history) => {
        const folder = await create();
        await folder.save(EXPERIMENT, madeRun(arm!));
        const [file = ''] = await readdir(join(folder.path, EXPERIMENT));
        await writeFile(join(folder.path, EXPERIMENT, file), history);
        expect(await complaint(folder.path)).toContain(`${EXPERIMENT}/${file}`);
      },
    );

    it('ends the command with one sentence and the code 2', async () => {
      const written: string[] = [];
      const { write } = process.stderr;
      process.stderr.write = (text) => written.push(String(text)) > 0;
      try {
        expect(await report(join(parent, 'nowhere'))).toBe(2);
        const unknown = await ResultFolder.create(parent, madeManifest({ planned: { 'who-knows': [] } }));
        expect(await report(unknown.path)).toBe(2);
      } finally {
        process.stderr.write = write;
      }
      expect(written).toEqual([
        expect.stringMatching(/nowhere is no result .*: its manifest\.json cannot be read\.\n$/),
        expect.stringMatching(/: there is no experiment who-knows any more\.\n$/),
      ]);
    });
  });
});
