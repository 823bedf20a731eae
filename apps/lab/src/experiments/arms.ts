import { type StrategyName, claimsOf, strategyNames } from '@doorman/auth';
import type { Arm, JudgedArm, TopologyPlan } from '../experiment.js';

/** Every strategy that claims to share a login between services: those that a shop of two services can use at all. */
export const sharedStrategies: readonly StrategyName[] = strategyNames.filter(
  (strategy) => claimsOf(strategy).sharedAcrossServices,
);

/** The smallest shop that is more than one server: one member and two order services. Most arms use it, so that they can follow one another in it. */
export const smallShop = (strategy: StrategyName): TopologyPlan => ({ strategy, members: 1, orders: 2 });

export const subjects = (
  strategies: readonly StrategyName[],
  variants: readonly (string | undefined)[] = [undefined],
): Arm[] =>
  strategies.flatMap((strategy) =>
    variants.map((variant): Arm => ({ strategy, role: 'subject', ...(variant && { variant }) })),
  );

/** The strategies whose subject arms held, and those whose did not. */
export function sides(judged: readonly JudgedArm[]): { held: StrategyName[]; fell: StrategyName[] } {
  const subjects = judged.filter(({ arm }) => arm.role === 'subject');
  const fell = new Set(subjects.filter(({ finding }) => !finding.held).map(({ arm }) => arm.strategy));
  const held = new Set(subjects.map(({ arm }) => arm.strategy).filter((strategy) => !fell.has(strategy)));
  return { held: [...held], fell: [...fell] };
}

export const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? 'none');

/** The sentences that have something to say: where only some strategies run, some have not. */
export const sentences = (...parts: readonly (string | false)[]): string => parts.filter(Boolean).join(' ');
