import type { Turn } from '../measure/turn.js';
import { OUR_BASE } from '../subjects/bases.js';
import { subjectOf } from '../subjects/index.js';
import type { Group } from '../subjects/subject.js';
import { type Spread, spreadOf } from './spread.js';

/** What a subject's turns come to: medians over the rounds, with the least and the most. */
export interface Figures {
  readonly subject: string;
  readonly label: string;
  readonly group: Group;
  /** CPU of the server's process per request. */
  readonly cpuMicros: Spread;
  /** CPU of the Redis or the member service per request; absent where nobody is asked. */
  readonly partCpuMicros?: Spread;
  readonly requestsPerSecond: Spread;
  /** CPU over that of the unguarded route on NestJS and Fastify in the same round; absent when that was not measured. */
  readonly overOurBase?: Spread;
  /** The same over the unguarded route on its own framework. */
  readonly overOwnBase?: Spread;
}

const cpuPerRequest = ({ cpuMicros, requests }: Turn): number => cpuMicros / requests;

/** In the order in which the subjects took their turns. */
export function summarize(turns: readonly Turn[]): Figures[] {
  const bySubject = new Map<string, Turn[]>();
  for (const turn of turns) bySubject.set(turn.subject, [...(bySubject.get(turn.subject) ?? []), turn]);
  const over = (own: readonly Turn[], base: string | undefined): Spread | undefined => {
    const rounds = new Map(bySubject.get(base ?? '')?.map((turn) => [turn.round, cpuPerRequest(turn)]));
    const ratios = own.flatMap((turn) => {
      const cost = rounds.get(turn.round);
      return cost === undefined ? [] : [cpuPerRequest(turn) / cost];
    });
    return ratios.length > 0 ? spreadOf(ratios) : undefined;
  };
  return [...bySubject].map(([subject, own]) => {
    const { label, group, over: ownBase, needs = [] } = subjectOf(subject);
    const [overOurBase, overOwnBase] = [over(own, OUR_BASE), over(own, ownBase)];
    return {
      subject,
      label,
      group,
      cpuMicros: spreadOf(own.map(cpuPerRequest)),
      ...(needs.length > 0 && {
        partCpuMicros: spreadOf(own.map(({ partCpuMicros, requests }) => partCpuMicros / requests)),
      }),
      requestsPerSecond: spreadOf(own.map(({ requests, seconds }) => requests / seconds)),
      ...(overOurBase && { overOurBase }),
      ...(overOwnBase && { overOwnBase }),
    };
  });
}
