import { bases } from './bases.js';
import { floors } from './floors.js';
import { ours } from './ours.js';
import { peers } from './peers.js';
import type { Subject } from './subject.js';

export type { Subject };

/** Everything that can be measured, in the order of the table. */
export const subjects: Readonly<Record<string, Subject>> = { ...floors, ...bases, ...ours, ...peers };

/** @throws RangeError for a name that nobody has */
export function subjectOf(name: string): Subject {
  const subject = subjects[name];
  if (!subject) throw new RangeError(`Nothing is called ${name}`);
  return subject;
}
