import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { armName } from '../experiment.js';
import { experimentOf } from '../experiments/index.js';
import type { Manifest } from '../results/manifest.js';
import type { ResultFolder } from '../results/result-folder.js';
import { EXPERIMENT, madeManifest, madeRun, makeResult } from './testing/made-result.js';
import { writeReport } from './write-report.js';

const HOSTILE = `<script>alert("1")</script> & 'more' | **bold** \`code\``;

describe('the report of a saved result', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const path of folders.splice(0)) await rm(join(path, '..'), { recursive: true });
  });
  const make = async (
    manifest?: Manifest,
    isThere?: Parameters<typeof makeResult>[1],
  ): Promise<ResultFolder> => {
    const folder = await makeResult(manifest, isThere);
    folders.push(folder.path);
    return folder;
  };
  const written = async ({ path }: ResultFolder): Promise<Record<string, string>> => {
    const names = [
      'report.html',
      'report.md',
      'verdict.json',
      ...(await readdir(join(path, 'plots')).catch(() => [])).map((name) => `plots/${name}`),
    ];
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), 'utf8')] as const)),
    );
  };

  it('is the same to the byte when it is drawn again', async () => {
    const folder = await make();
    await writeReport(folder, madeManifest());
    const first = await written(folder);
    await writeReport(folder, madeManifest());
    expect(await written(folder)).toEqual(first);
    expect(Object.keys(first)).toContain(`plots/${EXPERIMENT}-1.svg`);
  });

  it('needs nothing but itself: no script, no address', async () => {
    const folder = await make();
    await writeReport(folder, madeManifest());
    const { 'report.html': page = '' } = await written(folder);
    expect(page).not.toMatch(/<script|<link|<img|@import|javascript:/i);
    // A namespace is a name, not an address that anything is fetched from.
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//);
    expect(page.match(/ href="(?!#)/)).toBeNull();
  });

  it('says what was asked, found, predicted and not shown, and how to do it again', async () => {
    const folder = await make();
    await writeReport(folder, madeManifest());
    const { 'report.html': page = '', 'report.md': markdown = '' } = await written(folder);
    const { question, doesNotShow } = experimentOf(EXPERIMENT);
    for (const text of [page, markdown]) {
      expect(text).toContain(question);
      expect(text).toContain(doesNotShow);
      expect(text).toContain(`npm run lab -- run ${EXPERIMENT} --seed 7 --quick`);
      expect(text).toContain('✓ holds');
      expect(text.match(/not measured in this run/g)).toHaveLength(11);
      expect(text).toContain('0123456789abcdef0123456789abcdef01234567');
    }
    expect(page).not.toContain('role="alert"');
  });

  it('has every id once, and every link leads to one', async () => {
    const folder = await make();
    await writeReport(folder, madeManifest());
    const { 'report.html': page = '' } = await written(folder);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = [...page.matchAll(/(?:href="#|url\(#)([^")]*)/g)].map(([, id]) => id);
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each([
    ['interrupted', 'This run was interrupted.'],
    ['running', 'This run has not ended'],
  ] as const)(
    'says in a banner that a run is %s, and concludes nothing where arms are missing',
    async (state, words) => {
      const manifest = madeManifest({ state });
      const folder = await make(manifest, ({ strategy }) => strategy !== 'memory-session');
      const { report } = await writeReport(folder, manifest);
      const { 'report.html': page = '', 'report.md': markdown = '' } = await written(folder);
      for (const text of [page, markdown]) expect(text).toContain(words);
      expect(report.experiments[0]?.verdict.conclusion).toEqual({
        verdict: 'unknown',
        because: 'memory-session was not performed',
      });
      expect(
        report.experiments[0]?.verdict.arms.filter(({ verdict }) => verdict === 'as-claimed').length,
      ).toBeGreaterThan(0);
    },
  );

  it('says before everything else which arm is not as claimed', async () => {
    const folder = await make();
    const arm = experimentOf(EXPERIMENT)
      .arms('quick')
      .find(({ strategy }) => strategy === 'redis-session')!;
    const { history, ...run } = madeRun(arm);
    const refused = history.map((operation) => ({ ...operation, outcome: 'refused' as const, status: 401 }));
    await folder.save(EXPERIMENT, { ...run, history: refused });
    await writeReport(folder, madeManifest());
    const { 'report.html': page = '', 'report.md': markdown = '' } = await written(folder);
    for (const text of [page, markdown]) {
      const complaint = text.indexOf('redis-session: order knew who was asking in 0 of 10');
      expect(complaint).toBeGreaterThan(0);
      expect(complaint).toBeLessThan(text.indexOf('HTTP is stateless'));
    }
  });

  it('can be drawn when nothing was performed at all', async () => {
    const manifest = madeManifest({ state: 'interrupted' });
    const folder = await make(manifest, () => false);
    const { report } = await writeReport(folder, manifest);
    expect(report.experiments).toEqual([]);
    const { 'report.html': page = '' } = await written(folder);
    expect(page.match(/not measured in this run/g)).toHaveLength(12);
  });

  it('can be drawn from histories without an operation', async () => {
    const folder = await make(madeManifest(), () => false);
    for (const arm of experimentOf(EXPERIMENT).arms('quick'))
      await folder.save(EXPERIMENT, { ...madeRun(arm), history: [] });
    const { report } = await writeReport(folder, madeManifest());
    expect(report.experiments[0]?.verdict.conclusion.verdict).toBe('unknown');
  });

  it('says what the shop ran as, and which arms were left out there', async () => {
    const leftOut = [{ experiment: EXPERIMENT, arm: 'stateless', need: 'links' }] as const;
    const manifest = madeManifest({ on: 'compose', leftOut });
    const folder = await make(manifest);
    await writeReport(folder, manifest);
    const { 'report.html': page, 'report.md': text } = await written(folder);
    for (const report of [page, text]) {
      expect(report).toContain('The shop ran in containers, where 1 arm could not be performed');
      expect(report).toContain('containers of docker-compose.yml');
      expect(report).toContain(`${EXPERIMENT}, stateless: it needs links to Redis that can be slowed`);
    }
  });

  it('names an arm that could not be performed, and why', async () => {
    const failed = experimentOf(EXPERIMENT)
      .arms('quick')
      .find(({ strategy }) => strategy === 'redis-session')!;
    const manifest = madeManifest({
      failures: [{ experiment: EXPERIMENT, arm: armName(failed), because: 'Redis did not start\nat line 3' }],
    });
    const folder = await make(manifest, (arm) => arm.strategy !== failed.strategy);
    const { report } = await writeReport(folder, manifest);
    expect(report.experiments[0]?.verdict.conclusion.because).toBe(
      'redis-session could not be performed: Redis did not start',
    );
    expect((await written(folder))['report.html']).toContain('at line 3');
  });

  it('shows markup in any text as text', async () => {
    const manifest = madeManifest({
      command: HOSTILE,
      commit: HOSTILE,
      versions: { [HOSTILE]: HOSTILE },
      machine: { system: HOSTILE, processor: HOSTILE, cores: 1, memoryGiB: 1 },
      failures: [{ experiment: EXPERIMENT, arm: HOSTILE, because: HOSTILE }],
    });
    const folder = await make(manifest, () => false);
    const arm = { strategy: 'redis-session', role: 'subject', variant: HOSTILE } as const;
    await folder.save(EXPERIMENT, { ...madeRun(arm), arm });
    await writeReport(folder, manifest);
    const files = await written(folder);
    expect(files['report.md']).not.toMatch(/<script|(?<!\\)\*\*bold|(?<!\\)`code/);
    for (const name of ['report.html', `plots/${EXPERIMENT}-1.svg`])
      expect(files[name]).not.toContain('<script');
    expect(files['report.html']).toContain(
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;',
    );
  });
});
