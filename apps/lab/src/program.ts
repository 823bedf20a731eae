import { type StrategyName, strategyNames } from '@doorman/auth';
import { Command, InvalidArgumentError, Option } from 'commander';
import { start } from './commands/start.js';
import { comparisonTable } from './report/comparison-table.js';
import { type ExperimentName, experimentNames, experimentOf } from './experiments/index.js';
import type { PlanFlags } from './commands/plan.js';
import { up, type UpOptions } from './commands/up.js';
import { driverNames, type DriverName } from './topology/driver.js';

const USAGE_EXIT_CODE = 2;
const REPLICAS_MAX = 64;

function replicas(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= REPLICAS_MAX) return count;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${REPLICAS_MAX}.`);
}

function experimentName(text: string, others: readonly ExperimentName[] = []): readonly ExperimentName[] {
  if (!experimentNames.includes(text as ExperimentName)) {
    throw new InvalidArgumentError(
      `There is no experiment ${text}. There are: ${experimentNames.join(', ')}.`,
    );
  }
  return [...others, text as ExperimentName];
}

function strategyList(text: string): readonly StrategyName[] {
  return text.split(',').map((name) => {
    if (strategyNames.includes(name as StrategyName)) return name as StrategyName;
    throw new InvalidArgumentError(`There is no strategy ${name}. There are: ${strategyNames.join(', ')}.`);
  });
}

/** Commander takes the last of several, and leaves the contradiction unsaid. */
function once(text: string, before?: string): string {
  if (before === undefined) return text;
  throw new InvalidArgumentError(`It was given twice, as ${before} too.`);
}

function seed(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number < 2 ** 32) return number;
  throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
}

interface RunFlags {
  readonly strategy?: readonly StrategyName[];
  readonly replicas?: number;
  readonly quick?: boolean;
  readonly seed: number;
  readonly on: DriverName;
  readonly json?: boolean;
}

async function run(experiments: readonly ExperimentName[], flags: RunFlags): Promise<void> {
  const { runExperiments, NothingToRun } = await import('./commands/run.js');
  try {
    process.exitCode = await runExperiments({
      experiments,
      ...(flags.strategy && { strategies: flags.strategy }),
      ...(flags.replicas && { replicas: flags.replicas }),
      form: flags.quick || experiments.length === 0 ? 'quick' : 'full',
      seed: flags.seed,
      on: flags.on,
      json: flags.json ?? false,
      command: ['npm run lab --', ...process.argv.slice(2)].join(' '),
    });
  } catch (error) {
    if (!(error instanceof NothingToRun)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = USAGE_EXIT_CODE;
  }
}

function list({ json }: { readonly json?: boolean }): void {
  const all = experimentNames.map((name) => {
    const { question, claim, prediction } = experimentOf(name);
    return { experiment: name, question, claim, prediction };
  });
  const lines = all.map(({ experiment, question }) => `${experiment}\n    ${question}\n`);
  process.stdout.write(json ? `${JSON.stringify(all)}\n` : lines.join(''));
}

async function plan(flags: PlanFlags): Promise<void> {
  const { plan: answer } = await import('./commands/plan.js');
  process.exitCode = await answer(flags);
}

async function drawReport(result: string): Promise<void> {
  const { report } = await import('./commands/report.js');
  process.exitCode = await report(result);
}

function addPlan(lab: Command): void {
  lab
    .command('plan')
    .description('how many replicas and which store each strategy needs for your numbers, and which to take')
    .option('--requests-per-second <n>', 'requests that need to know who is asking, over all replicas', once)
    .option('--members <n>', 'members who are logged in at the same time', once)
    .option('--store-rtt-ms <n>', 'way to the store and back, in milliseconds; 0.5 when absent', once)
    .option(
      '--max-revocation-lag <seconds>',
      'how long after a logout a credential may still be accepted',
      once,
    )
    .option(
      '--demands <file>',
      'what a request costs, as measured; when absent the newest that --measure found here, else as we did',
      once,
    )
    .option(
      '--measure',
      'measure on this machine what a request costs, in a few minutes, and keep it in results',
    )
    .option('--json', 'as one JSON document')
    .action(plan);
}

/** The command line. */
export function program(): Command {
  const lab = new Command('lab')
    .description('runs the shop, and finds out what each way to remember a member costs')
    // Commander's own code for a wrong argument is 1, which here says that a claim did not hold.
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE));

  lab
    .command('up')
    .description('start the shop and leave it running until Ctrl-C or SIGTERM')
    .addOption(
      new Option('--strategy <name>', 'how members are remembered')
        .choices(strategyNames)
        .env('AUTH_STRATEGY')
        .default('redis-session'),
    )
    .option('--replicas <n>', 'how many order services', replicas, 1)
    .option('--members <n>', 'how many member services', replicas, 1)
    .option('--json', 'print one line of JSON when all is ready')
    .action((options: UpOptions) => up(options));

  lab
    .command('start')
    .description(
      'start the shop under both main strategies, log in and order under each, and leave it running',
    )
    .action(() => start());

  lab
    .command('compare')
    .description('what the strategies claim of themselves, as the table in the README')
    .action(() => void process.stdout.write(`${comparisonTable()}\n`));

  lab
    .command('list')
    .description('the experiments, and what each asks')
    .option('--json', 'as one JSON document')
    .action(list);

  lab
    .command('run', { isDefault: true })
    .description('run experiments and write a report')
    .argument('[experiments...]', 'by name; all of them when none is named', experimentName)
    .option('--strategy <names>', 'only these strategies, separated by commas', strategyList)
    .option('--replicas <n>', 'how many order services; does-it-scale-out goes from one to so many', replicas)
    .option('--quick', 'the short form of each; that is also what all of them together take')
    .option('--seed <n>', 'what chance comes from', seed, 1)
    .addOption(
      new Option('--on <driver>', 'how the shop runs: as processes of this machine, or as containers')
        .choices(driverNames)
        .default('processes'),
    )
    .option('--json', 'print the verdicts as one JSON document last')
    .action(run);

  addPlan(lab);

  lab
    .command('report')
    .description('draw the report of a saved run again')
    .argument('<result>', 'its folder, or `latest`')
    .action(drawReport);

  return lab;
}
