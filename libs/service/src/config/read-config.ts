import type { z } from 'zod';
import { ConfigError } from './config-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs when the settings are well-formed, and resolves with what is wrong with what they point at. What it throws is a problem
 * too: each of the error's `problems`, or its message.
 */
export type Preflight<T> = (settings: T) => Promise<readonly string[] | undefined>;

/** Settings that belong together, and how to see before starting whether what they point at can be used. */
export interface ConfigPart<T> {
  /** Takes the environment. Its messages continue the name of a variable: `must be at least 1`, `is not set: give …`. */
  readonly schema: z.ZodType<T>;
  readonly preflight?: Preflight<T> | undefined;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- parts of different types in one record
export type ConfigParts = Readonly<Record<string, ConfigPart<any>>>;

export type ConfigOf<P extends ConfigParts> = {
  readonly [K in keyof P]: P[K] extends ConfigPart<infer T> ? T : never;
};

/** Keeps the types of one part's settings together. */
export const configPart = <T>(schema: z.ZodType<T>, preflight?: Preflight<T>): ConfigPart<T> => ({
  schema,
  preflight,
});

/**
 * Reads every setting and tries what the settings point at, so that whoever starts the service learns of all problems at
 * once: a missing secret and an unreachable database are one message. An empty variable counts as not set.
 * @throws ConfigError
 */
export async function readConfig<P extends ConfigParts>(parts: P, env: Environment): Promise<ConfigOf<P>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const read = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => ({ name, ...(await readPart(part, given)) })),
  );
  const problems = new Set(read.flatMap((part) => part.problems));
  if (problems.size > 0) throw new ConfigError([...problems]);
  return Object.fromEntries(read.map(({ name, settings }) => [name, settings])) as ConfigOf<P>;
}

async function readPart<T>(part: ConfigPart<T>, env: Environment) {
  const { success, data: settings, error } = part.schema.safeParse(env, { error: wording });
  if (!success) {
    return { problems: error.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim()) };
  }
  try {
    return { settings, problems: (await part.preflight?.(settings)) ?? [] };
  } catch (cause) {
    return { problems: problemsOf(cause) };
  }
}

/** Where a schema brings no words of its own. */
const wording: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'is not set';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return undefined;
};

function problemsOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  return 'problems' in error && Array.isArray(error.problems) ? error.problems.map(String) : [error.message];
}
