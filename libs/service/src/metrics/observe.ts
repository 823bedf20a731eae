import { Gauge, type Registry } from 'prom-client';
import type { Health } from '../health/health.js';

/** A part of a service that others than its users want to know about. */
export interface Observable {
  /** Rejects while what it depends on does not answer. */
  ready?(): Promise<void>;
  /** What an operator should see, by metric name; the names stay the same. */
  gauges?(): Readonly<Record<string, number>>;
}

/** Makes a part count for readiness, and shows its gauges at `/metrics`. */
export function observe(name: string, part: Observable, health: Health, registry: Registry): void {
  if (part.ready) health.add({ name, check: async () => part.ready?.() });
  for (const metric of Object.keys(part.gauges?.() ?? {})) {
    new Gauge({
      name: metric,
      help: `Of the ${name}: ${metric.replaceAll('_', ' ')}`,
      registers: [registry],
      collect() {
        this.set(part.gauges?.()[metric] ?? NaN);
      },
    });
  }
}
