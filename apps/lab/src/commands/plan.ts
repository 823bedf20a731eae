import { readDemands } from '../plan/demands.js';
import { newestDemands } from '../plan/newest-demands.js';
import { makePlan } from '../plan/plan.js';
import { planText } from '../plan/plan-text.js';
import { startProgress } from '../progress.js';
import { type Flags, Nonsense, questionOf } from '../plan/question.js';

export interface PlanFlags extends Flags {
  readonly demands?: string;
  readonly measure?: boolean;
  readonly json?: boolean;
}

const USAGE_EXIT_CODE = 2;

/** @returns for the shell: 0, or 2 when what was asked makes no sense, which is said in a sentence */
export async function plan({ demands: given, measure, json, ...flags }: PlanFlags): Promise<number> {
  try {
    if (measure) return await measureAlone(given, json, flags);
    const question = questionOf(flags);
    const path = given ?? (await newestDemands('results'));
    const document = makePlan(question, await readDemands(path), path);
    process.stdout.write(json ? `${JSON.stringify(document)}\n` : planText(document));
    return 0;
  } catch (problem) {
    if (!(problem instanceof Nonsense)) throw problem;
    process.stderr.write(`${problem.message}\n`);
    return USAGE_EXIT_CODE;
  }
}

/** Measures; a question is answered afterwards, by whoever asks it. */
async function measureAlone(
  given: string | undefined,
  json: boolean | undefined,
  flags: Flags,
): Promise<number> {
  if (given !== undefined || Object.keys(flags).length > 0)
    throw new Nonsense(
      '--measure measures and plans nothing: ask again without it, then what it measured is taken.',
    );
  const { measureDemands } = await import('../plan/measure-demands.js');
  const progress = startProgress(
    'what a request costs here: about four minutes, on a machine that does nothing else',
  );
  try {
    const { path, demands } = await measureDemands((doing) => progress.update(doing));
    progress.succeed(
      `${path}: npm run lab -- plan takes it from now on, and with --demands ${path} whenever you like`,
    );
    if (json) process.stdout.write(`${JSON.stringify(demands)}\n`);
    return 0;
  } finally {
    progress.stop();
  }
}
