import { strategyNames } from '@doorman/auth';
import { Command, InvalidArgumentError, Option } from 'commander';
import { start } from './commands/start.js';
import { up, type UpOptions } from './commands/up.js';

const USAGE_EXIT_CODE = 2;
const REPLICAS_MAX = 64;

function replicas(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= REPLICAS_MAX) return count;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${REPLICAS_MAX}.`);
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

  return lab;
}
