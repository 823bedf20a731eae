import { supervisor } from '@doorman/stores';
import { Command, InvalidArgumentError } from 'commander';
import { type BenchOptions, bench } from './bench.js';
import { subjects } from './subjects/index.js';

const USAGE_EXIT_CODE = 2;
const ROUNDS_MAX = 1000;

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupted) return; // both the terminal and npm pass Ctrl-C on
    interrupted = true;
    process.stderr.write(`\n${signal}: stopping\n`);
    // The servers end when this process does.
    void supervisor.stopAll().finally(() => process.exit(130));
  });
}

const command = new Command('bench')
  .description('what a guarded request costs, ours and what people use, side by side in one run')
  .option('--json', 'print the result as one JSON document last')
  .option('--rounds <n>', 'how many turns each subject gets, each in a new process', rounds, 5)
  .option(
    '--only <names>',
    'only these, separated by commas, and what they are measured against',
    subjectNames,
  )
  .option('--profile', 'also write a CPU profile of each server')
  .addHelpText('after', `\nSubjects: ${Object.keys(subjects).join(', ')}`)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE));

try {
  process.exitCode = await bench(command.parse().opts<BenchOptions>());
} catch (error) {
  if (!interrupted) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
await supervisor.stopAll();
process.exit();

function rounds(text: string): number {
  const given = Number(text);
  if (!Number.isInteger(given) || given < 1 || given > ROUNDS_MAX)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${ROUNDS_MAX}.`);
  return given;
}

function subjectNames(text: string): string[] {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !Object.hasOwn(subjects, name));
  if (unknown.length > 0 || names.length === 0)
    throw new InvalidArgumentError(
      `${unknown.join(', ') || 'An empty list'} is none of them: ${Object.keys(subjects).join(', ')}.`,
    );
  return names;
}
