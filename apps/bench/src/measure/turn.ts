import { ClosedLoop } from '../load/closed-loop.js';
import { Rotation } from '../load/rotation.js';
import type { Parts } from '../processes/parts.js';
import { Server, ServerFailed } from '../processes/server.js';
import { subjectOf } from '../subjects/index.js';

/** What one subject did in one turn. */
export interface Turn {
  readonly subject: string;
  /** From 1. */
  readonly round: number;
  readonly requests: number;
  readonly seconds: number;
  /** User and system time of the server's process, in microseconds. */
  readonly cpuMicros: number;
  /** Of the Redis or the member service that it asked, in microseconds. */
  readonly partCpuMicros: number;
}

/** Long enough for a few hundred requests to the slowest; short, so that many rounds fit and what a machine does besides meets all alike. */
const TURN_MS = 700;

const WARM_UP_MS = 20_000;

/** What it takes for V8 to compile most hot paths for good; that of `opaque-token`, through an HTTP client, not in every process. */
const WARM_UP_REQUESTS = 60_000;

/**
 * Starts a server, sends it every request at least once, unless that takes too long, so that credentials have been seen and code is compiled, and counts
 * from then on.
 * @param profiles the folder that a CPU profile is written to
 * @throws ServerFailed, UnexpectedAnswer
 */
export async function takeTurn(name: string, round: number, parts: Parts, profiles?: string): Promise<Turn> {
  const { needs, group } = subjectOf(name);
  const server = await Server.start(name, parts.surroundings, profiles);
  let loop: ClosedLoop | undefined;
  try {
    const { port, requests: rotation } = server.serving;
    if (group === 'doorman' || group === 'peer') await expectRefusal(port);
    loop = await ClosedLoop.open(port, new Rotation(rotation));
    await loop.run({ ms: WARM_UP_MS, requests: Math.max(rotation.length, WARM_UP_REQUESTS) });
    const [cpuBefore, partBefore] = [await server.cpuMicros(), await parts.cpuMicros(needs)];
    const startedAt = performance.now();
    const requests = await loop.run({ ms: TURN_MS });
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMicros = (await server.cpuMicros()) - cpuBefore;
    const partCpuMicros = (await parts.cpuMicros(needs)) - partBefore;
    return { subject: name, round, requests, seconds, cpuMicros, partCpuMicros };
  } finally {
    loop?.close();
    await server.stop();
  }
}

/** A guard that lets everybody in, or fails at what it was given, would be measured as a cheap one. @throws ServerFailed */
async function expectRefusal(port: number): Promise<void> {
  const { status } = await fetch(`http://127.0.0.1:${port}/`);
  if (status !== 401) throw new ServerFailed(`it answers ${status} to who is not logged in`);
}
