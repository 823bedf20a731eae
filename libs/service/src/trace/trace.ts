import { randomFillSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The headers that carry a trace from one service to the next. https://www.w3.org/TR/trace-context/ */
export interface TraceHeaders {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** What of a request the trace is read from. Fastify's request is one; its id is the trace id. */
export interface Traced {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
}

const NO_TRACE = '0'.repeat(32);
const NO_PARENT = '0'.repeat(16);
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The trace that a `traceparent` header continues; undefined when it is absent or not valid (section 3.2). */
function parseTraceparent(header: unknown) {
  const [, version, traceId, parentId, flags, rest] = TRACEPARENT.exec(String(header)) ?? [];
  if (!traceId || traceId === NO_TRACE || parentId === NO_PARENT) return undefined;
  return version === '00' && rest !== undefined ? undefined : { traceId, flags };
}

/** The trace id of a request: the one it came with, or a new one. Becomes Fastify's request id, and so is in every log line. */
export const traceIdOf = (headers: IncomingHttpHeaders): string =>
  parseTraceparent(headers['traceparent'])?.traceId ?? newTraceId();

/**
 * What to send along with a call to another service on behalf of this request. The trace is carried on the request and not
 * in AsyncLocalStorage: that would hook every promise of every request, to save one argument on the one route that calls out.
 */
export function outgoingTrace({ id, headers }: Traced): TraceHeaders {
  const incoming = parseTraceparent(headers['traceparent']);
  const traceparent = `00-${id}-${randomHex(8)}-${incoming?.flags ?? '00'}`;
  const tracestate = headers['tracestate'];
  // A tracestate without a valid traceparent belongs to nobody (section 3.3.1.1).
  return incoming && typeof tracestate === 'string' ? { traceparent, tracestate } : { traceparent };
}

/** For work that no request asked for. */
export const newTrace = (): TraceHeaders => outgoingTrace({ id: newTraceId(), headers: {} });

export const newTraceId = (): string => randomHex(16);

/** Filled 4 KiB at a time: asking the system for 16 bytes costs as much as asking for 4096. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
