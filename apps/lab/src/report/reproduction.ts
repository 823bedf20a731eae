import type { Manifest } from '../results/manifest.js';

/** The one command that does this experiment again as it was done in this run. */
export function reproductionOf(
  experiment: string,
  {
    form,
    seed,
    strategies,
    replicas,
    on,
  }: Pick<Manifest, 'form' | 'seed' | 'strategies' | 'replicas' | 'on'>,
): string {
  return [
    `npm run lab -- run ${experiment} --seed ${seed}`,
    ...(form === 'quick' ? ['--quick'] : []),
    ...(strategies ? [`--strategy ${strategies.join(',')}`] : []),
    ...(replicas === undefined ? [] : [`--replicas ${replicas}`]),
    ...(on === 'compose' ? ['--on compose'] : []),
  ].join(' ');
}
