import { ClosedLoop } from '../load/closed-loop.js';
import type { Contestant } from './contestant.js';

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

/** Before it counts connections are made, and what V8 gave up while the server was idle comes back: new space, compiled code. */
const LEAD_IN_MS = 500;

const PASSES_MS_MAX = 5_000;

const WARM_UP_MS = 20_000;

/** Sends every request once, unless that takes too long, so that credentials have been seen and code is compiled. */
export async function warmUp({ server, rotation }: Contestant): Promise<void> {
  const loop = await ClosedLoop.open(server.serving.port, rotation);
  try {
    await loop.run({ ms: WARM_UP_MS, requests: Math.max(rotation.length, REQUESTS_MIN) });
  } finally {
    loop.close();
  }
}

/** What it takes for V8 to compile most hot paths for good; that of `opaque-token`, through an HTTP client, not in every process. */
const REQUESTS_MIN = 60_000;

export async function takeTurn(contestant: Contestant, round: number): Promise<Turn> {
  const { name, server, rotation, passesBefore, partCpuMicros } = contestant;
  const loop = await ClosedLoop.open(server.serving.port, rotation);
  try {
    await loop.run({ ms: PASSES_MS_MAX, requests: passesBefore * rotation.length });
    await loop.run({ ms: LEAD_IN_MS });
    const [cpuBefore, partBefore] = [await server.cpuMicros(), await partCpuMicros()];
    const startedAt = performance.now();
    const requests = await loop.run({ ms: TURN_MS });
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMicros = (await server.cpuMicros()) - cpuBefore;
    return {
      subject: name,
      round,
      requests,
      seconds,
      cpuMicros,
      partCpuMicros: (await partCpuMicros()) - partBefore,
    };
  } finally {
    loop.close();
  }
}
