import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '../topology/service.js';

/** Of one service, in bytes. */
export interface ServiceMemory {
  /** What the system says that it takes: it hardly ever shrinks. */
  readonly resident: number;
  /** What its objects and buffers take, after garbage was collected. */
  readonly kept: number;
}

/** What the first collection frees lets the second one free more, such as what a finalizer held. */
const COLLECTIONS = 2;
const COLLECTING_MS = 250;

/** Only of a service that was started with the preload `collects-garbage`; of another one `kept` holds garbage too. */
export async function memoryOf({ url, pid }: Pick<Service, 'url' | 'pid'>): Promise<ServiceMemory> {
  for (let times = 0; times < COLLECTIONS; times++) {
    if (pid !== undefined) process.kill(pid, 'SIGUSR2');
    await delay(COLLECTING_MS);
  }
  const text = await (await fetch(`${url}/metrics`)).text();
  const field = (name: string) => Number(new RegExp(`^${name} ([\\d.e+]+)`, 'm').exec(text)?.[1] ?? NaN);
  return {
    resident: field('process_resident_memory_bytes'),
    kept: field('nodejs_heap_size_used_bytes') + field('nodejs_external_memory_bytes'),
  };
}
