import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Generator } from '../load/closed-loop/generator.js';
import { type Manifest, newManifest } from '../results/manifest.js';
import { type Measurements, demandsFrom, how } from './demands-from-rounds.js';
import { type Demands, type PlannedStrategy, plannedStrategies } from './demands.js';
import { loginCosts, refreshCosts } from './login-costs.js';
import { MeasuredShop, type Round } from './measured-shop.js';

export const MEASURE_COMMAND = 'npm run lab -- plan --measure';
const ROUNDS = 6;
const LOGGING_IN = 4;

/**
 * Measures on real services, Redis and PostgreSQL what the plan computes with, and saves it in `results`. All shops stand side by side and are measured in turn, each alone, so that
 * what changes on the machine changes for all.
 * @param says hears what is being done
 * @returns the path of the file
 */
export async function measureDemands(
  says: (doing: string) => void,
): Promise<{ path: string; demands: Demands }> {
  const manifest = await newManifest({
    command: MEASURE_COMMAND,
    form: 'full',
    seed: 1,
    lanes: 1,
    planned: {},
  });
  const generator = new Generator();
  const shops: MeasuredShop[] = [];
  try {
    for (const strategy of plannedStrategies) {
      says(`starting ${strategy}`);
      shops.push(await MeasuredShop.open(strategy, generator));
    }
    const measurements = await measure(shops, says);
    const demands: Demands = { measured: whereAndWhen(manifest), how, ...demandsFrom(measurements) };
    return { path: await save(manifest, demands, measurements), demands };
  } finally {
    generator.stop();
    await Promise.all(shops.map((shop) => shop.close()));
  }
}

async function measure(shops: readonly MeasuredShop[], says: (doing: string) => void): Promise<Measurements> {
  for (const shop of shops) {
    says(`warming up ${shop.strategy}`);
    await shop.warm();
  }
  const rounds = Object.fromEntries(plannedStrategies.map((name) => [name, []])) as unknown as Record<
    PlannedStrategy,
    Round[]
  >;
  const [logins, refreshes]: [Measurements['logins'][number][], Measurements['refreshes'][number][]] = [
    [],
    [],
  ];
  for (let round = 1; round <= ROUNDS; round++) {
    for (const shop of shops) {
      says(`round ${round} of ${ROUNDS}: ${shop.strategy}`);
      rounds[shop.strategy].push(await shop.round());
      const { shop: topology, shoppers } = shop.stage;
      if (shop.strategy === 'opaque-token')
        logins.push(await loginCosts(topology, shoppers.slice(0, LOGGING_IN), 10));
      if (shop.strategy === 'refreshed-jwt') refreshes.push(await refreshCosts(topology, shoppers, 20));
    }
  }
  const sizes: [PlannedStrategy, Awaited<ReturnType<MeasuredShop['sizes']>>][] = [];
  for (const shop of shops) {
    says(`what ${shop.strategy} keeps`);
    sizes.push([shop.strategy, await shop.sizes()]);
  }
  return { rounds, logins, refreshes, sizes: Object.fromEntries(sizes) as Measurements['sizes'] };
}

function whereAndWhen({ startedAt, commit = 'unknown', machine, versions }: Manifest): Demands['measured'] {
  return {
    at: startedAt.slice(0, 10),
    commit: commit.slice(0, 7),
    machine: [
      `${machine.cores} × ${machine.processor}`,
      `${machine.memoryGiB} GiB`,
      machine.system,
      `Node ${versions['node'] ?? '?'}`,
      ...(versions['redis'] ? [`Redis ${versions['redis']}`] : []),
    ].join(', '),
    source: `${MEASURE_COMMAND}, medians of ${ROUNDS} rounds, requests under full load, logins and refreshes a few at a time`,
  };
}

async function save(manifest: Manifest, demands: Demands, measurements: Measurements): Promise<string> {
  const folder = join('results', `${manifest.startedAt.replaceAll(':', '-').replace(/\..*/, '')}-demands`);
  await mkdir(folder, { recursive: true });
  const put = (name: string, value: unknown) =>
    writeFile(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  await put('measurements.json', measurements);
  await put('demands.json', demands);
  return join(folder, 'demands.json');
}
