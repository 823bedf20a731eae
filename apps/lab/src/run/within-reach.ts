import { type Form, armName } from '../experiment.js';
import type { Driver } from '../topology/driver.js';
import { type Need, needs, needsOf } from '../topology/needs.js';
import { processes } from '../topology/processes.js';
import type { Chosen } from './schedule.js';

/** An arm that needs what there is not where the shop is to run. */
export interface LeftOut {
  readonly experiment: string;
  readonly arm: string;
  readonly need: Need;
}

/**
 * Splits what was asked for into what can be performed there and what cannot. Of an experiment whose question no arm is left to answer nothing is performed.
 */
export function withinReach(
  chosen: readonly Chosen[],
  { has }: Pick<Driver, 'has'>,
  form: Form,
): { chosen: Chosen[]; leftOut: LeftOut[] } {
  const split = chosen.map(({ name, experiment, arms }) => {
    const missing = new Map(
      arms.map((arm) => [arm, needsOf(experiment.plan(arm, form)).find((need) => !has.includes(need))]),
    );
    const possible = arms.filter((arm) => missing.get(arm) === undefined);
    const answers = possible.some(({ role }) => role === 'subject');
    return {
      possible: { name, experiment, arms: answers ? possible : [] },
      leftOut: arms.flatMap((arm): LeftOut[] => {
        const need = missing.get(arm);
        return need === undefined ? [] : [{ experiment: name, arm: armName(arm), need }];
      }),
    };
  });
  return {
    chosen: split.map(({ possible }) => possible).filter(({ arms }) => arms.length > 0),
    leftOut: split.flatMap(({ leftOut }) => leftOut),
  };
}

/** What was left out and why, a line for each experiment and reason. `chosen` is what remains. */
export function leftOutLines(leftOut: readonly LeftOut[], chosen: readonly Chosen[]): string[] {
  const groups = new Map<string, LeftOut[]>();
  for (const each of leftOut) {
    const key = `${each.experiment} ${each.need}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { experiment, need } = first;
    return chosen.some(({ name }) => name === experiment)
      ? [`${experiment}: without ${group.map(({ arm }) => arm).join('; ')} (needs ${needs[need]})`]
      : [`${experiment} needs ${needs[need]}; ${wayOut(need)}`];
  });
}

const wayOut = (need: Need): string =>
  processes.has.includes(need) ? 'run it with --on processes' : 'run it on another machine';
