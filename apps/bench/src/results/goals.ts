import { OUR_BASE } from '../subjects/bases.js';
import type { Figures } from './summary.js';

/** How cheap ours is to be: `subject` at most `atMost` times the CPU of `over`, both medians of one run. */
interface Goal {
  readonly subject: string;
  readonly over: string;
  readonly atMost: number;
}

const onOurBase = (subject: string, atMost: number): Goal => ({ subject, over: OUR_BASE, atMost });
const cheaperThan = (subject: string, over: string, times: number): Goal => ({
  subject,
  over,
  atMost: 1 / times,
});

export const goals: readonly Goal[] = [
  onOurBase('shared-secret-jwt', 1.1),
  onOurBase('public-key-jwt', 1.1),
  onOurBase('shared-secret-jwt-unseen', 1.9),
  onOurBase('cached-session', 1.08),
  onOurBase('redis-session', 1.25),
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
