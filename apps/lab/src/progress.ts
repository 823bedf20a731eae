import ora from 'ora';

/** Says on standard error what is going on: a spinner on a terminal, plain lines elsewhere. */
export interface Progress {
  update(text: string): void;
  succeed(text: string): void;
  /** Without a word, for whoever has a better one. */
  stop(): void;
}

export function startProgress(text: string): Progress {
  // ora would put the terminal in raw mode, and then Ctrl-C is a letter and no signal.
  const spinner = ora({ text, discardStdin: false }).start();
  return {
    update(next) {
      if (!spinner.isSpinning) process.stderr.write(`- ${next}\n`);
      spinner.text = next;
    },
    succeed: (last) => void spinner.succeed(last),
    stop: () => void spinner.stop(),
  };
}
