import { Rotation } from '../load/rotation.js';
import type { Parts } from '../processes/parts.js';
import { Server } from '../processes/server.js';
import { subjectOf } from '../subjects/index.js';

/** A subject that runs, with the requests to send it. */
export interface Contestant {
  readonly name: string;
  readonly server: Server;
  readonly rotation: Rotation;
  /** How often the rotation is sent before a turn counts. */
  readonly passesBefore: number;
  /** CPU time so far of what it asks, in microseconds. */
  partCpuMicros(): Promise<number>;
}

/** @throws ServerFailed */
export async function startContestant(name: string, parts: Parts, profiles?: string): Promise<Contestant> {
  const { needs, passesBefore = 0 } = subjectOf(name);
  const server = await Server.start(name, parts.surroundings, profiles);
  return {
    name,
    server,
    rotation: new Rotation(server.serving.requests),
    passesBefore,
    partCpuMicros: () => parts.cpuMicros(needs),
  };
}
