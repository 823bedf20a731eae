import { Parts } from '../processes/parts.js';
import { type Subject, subjectOf } from '../subjects/index.js';
import { type Contestant, startContestant } from './contestant.js';
import { type Turn, takeTurn, warmUp } from './turn.js';

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

/** Starts all subjects, then measures them in turn, round after round, so that what changes on the machine meets all of them alike. */
export async function run({ names, rounds, profiles, say, keep }: RunOptions): Promise<Measured> {
  const parts = await Parts.start(new Set(names.flatMap((name) => needsOf(subjectOf(name)))));
  const failures: Failure[] = [];
  const attempt = async <T>(subject: string, work: () => Promise<T>): Promise<T | undefined> => {
    if (failures.some((failure) => failure.subject === subject)) return undefined;
    try {
      return await work();
    } catch (error) {
      failures.push({ subject, because: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };

  const contestants: Contestant[] = [];
  for (const [at, name] of names.entries()) {
    say(`starting ${name} (${at + 1} of ${names.length})`);
    const contestant = await attempt(name, () => startContestant(name, parts, profiles));
    if (!contestant) continue;
    contestants.push(contestant);
    await attempt(name, () => warmUp(contestant));
  }
  const turns: Turn[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const contestant of contestants) {
      say(`round ${round} of ${rounds}: ${contestant.name}`);
      const turn = await attempt(contestant.name, () => takeTurn(contestant, round));
      if (!turn) continue;
      turns.push(turn);
      await keep(turn);
    }
  }
  // Before the stores that they are connected to.
  await Promise.all(contestants.map(({ server }) => server.stop()));
  return { turns, failures };
}

const needsOf = ({ needs = [] }: Subject) => needs;
