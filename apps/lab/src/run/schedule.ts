import type { Arm, Experiment, Form, Plan, Run } from '../experiment.js';
import type { Site } from '../topology/driver.js';
import { perform } from './perform.js';
import { SharedTopology, topologyKey } from './topology-pool.js';

/** An experiment under its name, with the arms that are to run. */
export interface Chosen {
  readonly name: string;
  readonly experiment: Experiment;
  readonly arms: readonly Arm[];
}

export interface Listener {
  /** What an experiment is doing at the moment. */
  doing(experiment: string, what: string): void;
  /** An arm is over; the last one ends the experiment. */
  done(experiment: string, run: Run, left: number): void;
  /** An arm could not be performed. */
  failed(experiment: string, arm: Arm, error: unknown, left: number): void;
}

interface Job extends Chosen {
  readonly arm: Arm;
  readonly plan: Plan;
}

export interface ScheduleOptions {
  readonly form: Form;
  /** Where the shops run. */
  readonly site: Pick<Site, 'start'>;
  /** How many at a time. */
  readonly lanes: number;
  readonly seed: number;
}

/**
 * Performs every arm. Arms that need the same shop follow one another in it; different shops run side by side in `lanes`. The longest
 * queue goes first, so that the lanes end at about the same time. What has to be alone comes last, one after the other.
 */
export async function performAll(
  chosen: readonly Chosen[],
  options: ScheduleOptions,
  listener: Listener,
): Promise<void> {
  const left = new Map(chosen.map(({ name, arms }) => [name, arms.length]));
  const groups = new Map<string, Job[]>();
  for (const each of chosen) {
    for (const arm of each.arms) {
      const plan = each.experiment.plan(arm, options.form);
      const key = `${plan.alone ? 'alone ' : ''}${topologyKey(plan.topology)}`;
      groups.set(key, [...(groups.get(key) ?? []), { ...each, arm, plan }]);
    }
  }
  const all = [...groups.values()].sort((one, other) => other.length - one.length);
  const lane = async (queue: Job[][]) => {
    for (let jobs = queue.shift(); jobs; jobs = queue.shift())
      await performInTurn(jobs, options, left, listener);
  };
  const together = all.filter((jobs) => !isAlone(jobs));
  await Promise.all(Array.from({ length: options.lanes }, () => lane(together)));
  await lane(all.filter(isAlone));
}

const isAlone = (jobs: readonly Job[]): boolean => jobs.some(({ plan }) => plan.alone);

async function performInTurn(
  jobs: readonly Job[],
  { site, seed }: ScheduleOptions,
  left: Map<string, number>,
  listener: Listener,
) {
  const [first] = jobs;
  if (!first) return;
  const shared = new SharedTopology(site, first.plan.topology, seed);
  try {
    for (const { name, experiment, arm, plan } of jobs) {
      const says = (what: string) => listener.doing(name, `${arm.strategy}: ${what}`);
      const remaining = () => {
        const count = (left.get(name) ?? 1) - 1;
        left.set(name, count);
        return count;
      };
      try {
        const shop = await shared.get(says);
        says(arm.variant ?? 'running');
        listener.done(name, await perform(experiment, arm, plan, shop, says), remaining());
      } catch (error) {
        listener.failed(name, arm, error, remaining());
      }
    }
  } finally {
    await shared.stop();
  }
}
