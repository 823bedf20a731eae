import type { FastifyInstance } from 'fastify';

/** A request slower than this, in milliseconds, is worth a line whatever its answer. */
const SLOW_MS = 1_000;

/**
 * One line per request, at `debug`, and at `info` when it was slow. Failed requests are logged by the problem filter, with
 * their code. So the hot path costs a comparison at the default level, and counting requests is left to the metrics.
 */
export function logRequests(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const slow = reply.elapsedTime > SLOW_MS;
    if (slow || request.log.level === 'debug' || request.log.level === 'trace') {
      request.log[slow ? 'info' : 'debug'](
        {
          method: request.method,
          route: request.routeOptions.url,
          status: reply.statusCode,
          durationMs: Math.round(reply.elapsedTime * 10) / 10,
        },
        slow ? 'slow request' : 'request',
      );
    }
    done();
  });
}
