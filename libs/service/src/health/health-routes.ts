import type { FastifyInstance } from 'fastify';
import type { Health } from './health.js';

/** Routes of Fastify and not of Nest: no guard of an application can close them, and no schema slows them down. */
export function healthRoutes(fastify: FastifyInstance, health: Health): void {
  fastify.get('/health/live', (_, reply) => reply.header('cache-control', 'no-store').send({ status: 'up' }));

  fastify.get('/health/ready', async (_, reply) => {
    const readiness = await health.readiness();
    return reply
      .code(readiness.status === 'up' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(readiness);
  });
}
