import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StrategyName } from '@doorman/auth';
import { type Arm, armName } from '../src/experiment.js';
import { type ExperimentName, experimentOf } from '../src/experiments/index.js';
import { writeReport } from '../src/report/write-report.js';
import { newManifest } from '../src/results/manifest.js';
import { startTopology } from '../src/topology/topology.js';
import { ResultFolder } from '../src/results/result-folder.js';
import { performAll } from '../src/run/schedule.js';

/** What the services are given; like nothing else that could stand in a file. */
const secrets = {
  ACCESS_TOKEN_SECRET: `access-${crypto.randomUUID()}`,
  SERVICE_TOKEN: `service-${crypto.randomUUID()}`,
};
const experiments: readonly ExperimentName[] = ['does-the-server-remember', 'what-dies-with-the-store'];
/** One that answers with problems when its store fails, and one with two tokens. */
const strategies: readonly StrategyName[] = ['redis-session', 'refreshed-jwt'];

const isWanted = ({ strategy, role, variant }: Arm): boolean =>
  strategies.includes(strategy) && role === 'subject' && variant !== 'frozen';

/** Listens to all that passes between the laboratory and the shop. @returns the passwords and credentials it hears */
function listen(): { heard: Set<string>; stop(): void } {
  const heard = new Set<string>();
  const real = globalThis.fetch;
  const hear = (value: unknown) => typeof value === 'string' && value.length >= 8 && heard.add(value);
  globalThis.fetch = async (...request) => {
    const sent = request[1]?.body;
    if (typeof sent === 'string') hear((JSON.parse(sent) as { password?: string }).password);
    const response = await real(...request);
    for (const cookie of response.headers.getSetCookie()) hear(cookie.replace(/^[^=]*=|;.*/g, ''));
    const body = (await response.clone().text()) || 'null';
    const answered = JSON.parse(body) as { accessToken?: string; refreshToken?: string } | null;
    hear(answered?.accessToken);
    hear(answered?.refreshToken);
    return response;
  };
  return { heard, stop: () => void (globalThis.fetch = real) };
}

/** A run as `lab run` makes it, of some arms. */
async function runInto(parent: string): Promise<string> {
  const chosen = experiments.map((name) => {
    const experiment = experimentOf(name);
    return { name, experiment, arms: experiment.arms('quick').filter(isWanted) };
  });
  const planned = Object.fromEntries(chosen.map(({ name, arms }) => [name, arms.map(armName)]));
  const manifest = await newManifest({ command: 'spec', form: 'quick', seed: 1, lanes: 2, planned });
  const folder = await ResultFolder.create(parent, manifest);
  const saving: Promise<void>[] = [];
  const failures: unknown[] = [];
  await performAll(
    chosen,
    { ...manifest, site: { start: startTopology } },
    {
      doing: () => undefined,
      done: (name, run) => saving.push(folder.save(name, run)),
      failed: (_, arm, error) => failures.push({ arm, error }),
    },
  );
  await Promise.all(saving);
  expect(failures).toEqual([]);
  await writeReport(folder, manifest);
  return folder.path;
}

describe('a result of a real run', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'doorman-results-'));
    Object.assign(process.env, secrets);
  });
  afterEach(async () => {
    for (const name of Object.keys(secrets)) Reflect.deleteProperty(process.env, name);
    await rm(parent, { recursive: true });
  });

  it('holds no credential, password, secret or service token in any of its files', async () => {
    const { heard, stop } = listen();
    const path = await runInto(parent).finally(stop);
    // Five shoppers in each of four arms, each with a password and at least one credential.
    expect(heard.size).toBeGreaterThanOrEqual(40);
    const forbidden = [...heard, ...Object.values(secrets)];

    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    // The manifest, four histories, the page, its Markdown, the verdicts and three plots.
    expect(files.length).toBeGreaterThanOrEqual(11);
    for (const file of files) {
      const text = await readFile(join(file.parentPath, file.name), 'utf8');
      const found = forbidden.filter((secret) => text.includes(secret));
      expect({ file: file.name, found }).toEqual({ file: file.name, found: [] });
    }
  }, 90_000);
});
