import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/** A request slower than this, in milliseconds, is worth a line whatever its answer. */
const SLOW_MS = 1_000;

/**
 * One line per request, at `debug`, and at `info` when it was slow. Failed requests are logged by the problem filter, with
 * their code. So the hot path writes nothing at the default level, and counting requests is left to the metrics.
 */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'traceId' });
  }

  override incomingRequest(): void {
    // The line at its end says all that this one could.
  }

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const slow = reply.elapsedTime > SLOW_MS;
    request.log[slow ? 'info' : 'debug'](
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
        ...(error && { err: error }),
      },
      slow ? 'slow request' : 'request',
    );
  }
}
