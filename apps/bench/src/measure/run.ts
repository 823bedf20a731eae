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

/**
 * Measures all subjects in turn, round after round, so that what changes on the machine meets all of them alike. Every server is started
 * anew in between: of thirty, one was seen to need 43 µs a request for as long as it lived where its like needs 27, and such a one must not be
 * what others are measured against.
 */
export async function run(options: RunOptions): Promise<Measured> {
  const { names, rounds } = options;
  const parts = await Parts.start(new Set(names.flatMap((name) => needsOf(subjectOf(name)))));
  const turns: Turn[] = [];
  const failures: Failure[] = [];
  const attempt: Attempt = async (subject, work) => {
    if (failures.some((failure) => failure.subject === subject)) return undefined;
    try {
      return await work();
    } catch (error) {
      failures.push({ subject, because: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const startsAfter = Array.from({ length: STARTS }, (_, start) => Math.ceil((start * rounds) / STARTS));
  let contestants: readonly Contestant[] = [];
  for (let round = 0; round < rounds; round++) {
    if (startsAfter.includes(round)) {
      await stop(contestants);
      contestants = await start(parts, attempt, options);
    }
    turns.push(...(await takeTurns(contestants, round + 1, attempt, options)));
  }
  // Before the stores that they are connected to.
  await stop(contestants);
  return { turns, failures };
}

/** How often every server is started in a run, if there are as many rounds. */
const STARTS = 3;

/** Does something for a subject that has not failed yet. */
type Attempt = <T>(subject: string, work: () => Promise<T>) => Promise<T | undefined>;

async function start(
  parts: Parts,
  attempt: Attempt,
  { names, profiles, say }: RunOptions,
): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const [at, name] of names.entries()) {
    say(`starting ${name} (${at + 1} of ${names.length})`);
    const contestant = await attempt(name, () => startContestant(name, parts, profiles));
    if (!contestant) continue;
    contestants.push(contestant);
    await attempt(name, () => warmUp(contestant));
  }
  return contestants;
}

async function takeTurns(
  contestants: readonly Contestant[],
  round: number,
  attempt: Attempt,
  { rounds, say, keep }: RunOptions,
): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const contestant of contestants) {
    say(`round ${round} of ${rounds}: ${contestant.name}`);
    const turn = await attempt(contestant.name, () => takeTurn(contestant, round));
    if (!turn) continue;
    turns.push(turn);
    await keep(turn);
  }
  return turns;
}

async function stop(contestants: readonly Contestant[]): Promise<void> {
  await Promise.all(contestants.map(({ server }) => server.stop()));
}

const needsOf = ({ needs = [] }: Subject) => needs;
