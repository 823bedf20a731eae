import { readDemands } from '../plan/demands.js';
import { makePlan } from '../plan/plan.js';
import { planText } from '../plan/plan-text.js';
import { type Flags, Nonsense, questionOf } from '../plan/question.js';

export interface PlanFlags extends Flags {
  readonly demands?: string;
  readonly json?: boolean;
}

const USAGE_EXIT_CODE = 2;

/** @returns for the shell: 0, or 2 when what was asked makes no sense, which is said in a sentence */
export async function plan({ demands: path, json, ...flags }: PlanFlags): Promise<number> {
  try {
    const document = makePlan(questionOf(flags), await readDemands(path));
    process.stdout.write(json ? `${JSON.stringify(document)}\n` : planText(document));
    return 0;
  } catch (problem) {
    if (!(problem instanceof Nonsense)) throw problem;
    process.stderr.write(`${problem.message}\n`);
    return USAGE_EXIT_CODE;
  }
}
