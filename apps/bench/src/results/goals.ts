import { OUR_BASE, OUR_COOKIE_BASE } from '../subjects/bases.js';
import type { Figures } from './summary.js';

/** How cheap ours is to be: `subject` at most `atMost` times the CPU of `over`, both medians of one run. */
interface Goal {
  readonly subject: string;
  readonly over: string;
  readonly atMost: number;
}

const cheaperThan = (subject: string, over: string, times: number): Goal => ({
  subject,
  over,
  atMost: 1 / times,
});

export const goals: readonly Goal[] = [
  { subject: 'shared-secret-jwt', over: OUR_BASE, atMost: 1.1 },
  { subject: 'public-key-jwt', over: OUR_BASE, atMost: 1.1 },
  { subject: 'shared-secret-jwt-unseen', over: OUR_BASE, atMost: 1.9 },
  { subject: 'cached-session', over: OUR_COOKIE_BASE, atMost: 1.08 },
  { subject: 'redis-session', over: OUR_COOKIE_BASE, atMost: 1.25 },
  cheaperThan('redis-session', 'express-session', 6),
  cheaperThan('redis-session', 'fastify-session', 2.5),
  cheaperThan('shared-secret-jwt', 'nest-recipe-fastify', 15),
];

export interface GoalReached extends Goal {
  readonly measured: number;
  readonly reached: boolean;
}

/** The goals whose both sides were measured. */
export function judgeGoals(figures: readonly Figures[]): GoalReached[] {
  const cost = new Map(figures.map(({ subject, cpuMicros }) => [subject, cpuMicros.median]));
  return goals.flatMap((goal) => {
    const [own, other] = [cost.get(goal.subject), cost.get(goal.over)];
    if (own === undefined || other === undefined) return [];
    const measured = own / other;
    return [{ ...goal, measured, reached: measured <= goal.atMost }];
  });
}
