import type { Answer, Shopper } from '../src/load/shopper.js';

/** What came of one request under load, and when it was sent. */
export interface Sample {
  readonly sentAt: number;
  readonly status: number;
  readonly tookMs: number;
  readonly retryAfter: string | null;
}

/** A request that no answer came to within the client's patience. */
export const HUNG = 0;

/**
 * Sends `GET url` on a fixed schedule, whatever comes back, until stopped.
 * @param everyMs between one request and the next
 */
export function startLoad(shopper: Shopper, url: string, everyMs: number) {
  const underWay: Promise<Sample>[] = [];
  const send = async (): Promise<Sample> => {
    const sentAt = performance.now();
    const answer: Answer | undefined = await shopper.send('GET', url).catch(() => undefined);
    return {
      sentAt,
      status: answer?.status ?? HUNG,
      tookMs: performance.now() - sentAt,
      retryAfter: answer?.headers.get('retry-after') ?? null,
    };
  };
  const timer = setInterval(() => underWay.push(send()), everyMs);
  return {
    async stop(): Promise<Sample[]> {
      clearInterval(timer);
      return Promise.all(underWay);
    },
  };
}

/** How often each status came back among the samples sent between two times. */
export function statusesBetween(
  samples: readonly Sample[],
  from: number,
  to: number,
): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { sentAt, status } of samples)
    if (sentAt >= from && sentAt < to) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
