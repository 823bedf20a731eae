import { Parts } from '../processes/parts.js';
import { type Subject, subjectOf } from '../subjects/index.js';
import { type Turn, takeTurn } from './turn.js';

export interface Failure {
  readonly subject: string;
  readonly because: string;
}

export interface Measured {
  readonly turns: readonly Turn[];
  /** Subjects that could not be started or did not answer, and why. The others are measured. */
  readonly failures: readonly Failure[];
}

export interface RunOptions {
  readonly names: readonly string[];
  readonly rounds: number;
  /** Where CPU profiles of the servers go; none are taken without it. */
  readonly profiles?: string;
  /** Hears what is going on. */
  say(what: string): void;
  /** Gets each turn at once, so that an interrupted run is not lost. */
  keep(turn: Turn): Promise<void>;
}

/**
 * Measures all subjects in turn, round after round, so that what changes on the machine meets all of them alike, and every turn in a process
 * of its own: what V8 once made of a hot path it keeps, and of processes that run the same code one needs a fifth more than another for as long as
 * it lives.
 */
export async function run({ names, rounds, profiles, say, keep }: RunOptions): Promise<Measured> {
  const parts = await Parts.start(new Set(names.flatMap((name) => needsOf(subjectOf(name)))));
  const turns: Turn[] = [];
  const failures: Failure[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const subject of names) {
      if (failures.some((failure) => failure.subject === subject)) continue;
      say(`round ${round} of ${rounds}: ${subject}`);
      try {
        const turn = await takeTurn(subject, round, parts, profiles);
        turns.push(turn);
        await keep(turn);
      } catch (error) {
        failures.push({ subject, because: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  return { turns, failures };
}

const needsOf = ({ needs = [] }: Subject) => needs;
