/** Why a service does not start: every problem at once, each saying what to set, none repeating a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.map((problem) => `  - ${problem}`).join('\n'));
    this.name = 'ConfigError';
  }
}
