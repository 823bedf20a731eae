import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arm, type Run, armName } from '../../experiment.js';
import { experimentOf } from '../../experiments/index.js';
import type { Operation } from '../../history.js';
import type { Manifest } from '../../results/manifest.js';
import { ResultFolder } from '../../results/result-folder.js';

export const EXPERIMENT = 'does-order-know-who-logged-in-at-member';

/** A manifest of a run on a machine that never was. */
export const madeManifest = (changes: Partial<Manifest> = {}): Manifest => ({
  startedAt: '2026-11-24T19:42:43.606Z',
  state: 'complete',
  command: 'npm run lab -- run --quick',
  form: 'quick',
  seed: 7,
  lanes: 2,
  planned: { [EXPERIMENT]: experimentOf(EXPERIMENT).arms('quick').map(armName) },
  commit: '0123456789abcdef0123456789abcdef01234567',
  versions: { node: '20.20.2', openssl: '3.0.19' },
  machine: { system: 'Linux 6.18', processor: 'a processor', cores: 2, memoryGiB: 24 },
  failures: [],
  tookSeconds: 59,
  ...changes,
});

/** The history of an arm as it goes when all is well: strategies that services share are known to order, the others are refused. */
export function madeRun(arm: Arm): Run {
  const known = arm.role === 'subject';
  const history = Array.from({ length: 10 }, (_, n): Operation => ({
    kind: 'orders',
    target: `order-${(n % 2) + 1}`,
    shopper: n,
    intendedMs: n * 10,
    startedMs: n * 10,
    endedMs: n * 10 + 3,
    outcome: known ? 'ok' : 'refused',
    status: known ? 200 : 401,
  }));
  return { arm, plan: experimentOf(EXPERIMENT).plan(arm, 'quick'), history };
}

/** A result folder in a temporary place with every arm of one experiment, but for those that are left out. */
export async function makeResult(
  manifest: Manifest = madeManifest(),
  isThere: (arm: Arm) => boolean = () => true,
): Promise<ResultFolder> {
  const folder = await ResultFolder.create(await mkdtemp(join(tmpdir(), 'doorman-result-')), manifest);
  for (const arm of experimentOf(EXPERIMENT).arms('quick').filter(isThere)) {
    await folder.save(EXPERIMENT, madeRun(arm));
  }
  return folder;
}
