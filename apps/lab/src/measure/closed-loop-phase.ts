import { availableParallelism } from 'node:os';
import type { Operation, Recorder } from '../history.js';
import type { Generator } from '../load/closed-loop/generator.js';
import type { Job } from '../load/closed-loop/messages.js';
import type { Topology } from '../topology/topology.js';
import { cpuBetween, cpuOf } from './cpu.js';

/** What a phase of closed-loop load came to, as it stands in a history. CPU in seconds, over all processes of a kind. */
export interface Phase {
  readonly name: string;
  readonly ok: number;
  readonly refused: number;
  readonly other: number;
  readonly seconds: number;
  readonly order: number;
  readonly member: number;
  readonly redis: number;
  readonly replicas: number;
  readonly database: number;
  readonly network: number;
  readonly generator: number;
  /** Used by what is none of ours, the laboratory's own process included. */
  readonly elsewhere: number;
  readonly cores: number;
}

const KIND = 'closed-loop';

/** Sends one job and writes down what it came to. */
export async function runPhase(
  name: string,
  job: Job,
  generator: Generator,
  { shop, recorder }: { readonly shop: Topology; readonly recorder: Recorder },
): Promise<void> {
  const startedMs = recorder.now();
  const before = await cpuOf(shop);
  const { cpuSeconds, ...done } = await generator.run(job);
  const { machine, at: window, network, ...cpu } = cpuBetween(before, await cpuOf(shop));
  const ours = Object.values(cpu).reduce((sum, seconds) => sum + seconds, cpuSeconds);
  const phase: Phase = {
    name,
    ...done,
    ...cpu,
    network,
    generator: cpuSeconds,
    // Asking for figures takes longer than the load itself lasts on a busy machine: others are counted per second.
    elsewhere: (Math.max(0, machine - ours) / window) * done.seconds,
    cores: availableParallelism(),
  };
  recorder.add({
    kind: KIND,
    target: 'order',
    intendedMs: startedMs,
    startedMs,
    endedMs: recorder.now(),
    outcome: 'ok',
    seen: { ...phase },
  });
}

/** The phases of this name in a history, in the order in which they ran. */
export const phasesIn = (history: readonly Operation[], name: string): Phase[] =>
  history
    .filter(({ kind, seen }) => kind === KIND && seen?.['name'] === name)
    .map(({ seen }) => seen as unknown as Phase);

export const requestsIn = ({ ok, refused, other }: Phase): number => ok + refused + other;

/** What a request needs, and what a machine is busy with while it answers. */
export const parts = [
  'order',
  'member',
  'redis',
  'replicas',
  'database',
  'network',
  'generator',
] as const satisfies readonly (keyof Phase)[];
export type Part = (typeof parts)[number];

/** CPU per request of one part, in microseconds: D = U / X (Lazowska et al., Quantitative System Performance, 1984, chapter 3). */
export const demandMicros = (phase: Phase, part: Part): number => (phase[part] / requestsIn(phase)) * 1e6;

export const perSecondIn = (phase: Phase): number => requestsIn(phase) / phase.seconds;
