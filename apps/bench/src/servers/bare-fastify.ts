import type { AddressInfo } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { ANONYMOUS, ANSWER, type Headers, type Serving } from '../subjects/subject.js';

/** The trivial route, behind whatever `guard` puts before it; what that throws is a refusal. */
export async function serveFastify(
  guard: (app: FastifyInstance) => unknown = () => undefined,
  requests: readonly Headers[] = ANONYMOUS,
): Promise<Serving> {
  const app = fastify();
  app.setErrorHandler((_error, _request, reply) => reply.code(401).send());
  await guard(app);
  app.get('/', async () => ANSWER);
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { port: portOf(app), requests };
}

export const portOf = (app: FastifyInstance): number => (app.server.address() as AddressInfo).port;
