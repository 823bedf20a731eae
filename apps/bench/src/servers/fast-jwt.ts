import { createVerifier } from 'fast-jwt';
import { MEMBERS, type Serving } from '../subjects/subject.js';
import { serveFastify } from './bare-fastify.js';
import { SECRET, bearers } from './tokens.js';

/** https://github.com/nearform/fast-jwt: `createVerifier` with a key, in a hook. Its cache is off unless asked for, and holds 1,000 by default. */
export function serveFastJwt(cached: boolean): Promise<Serving> {
  const verify = createVerifier({ key: SECRET, ...(cached && { cache: 2 * MEMBERS }) });
  return serveFastify(
    (app) =>
      app.addHook('onRequest', (request, _, done) => {
        verify(String(request.headers.authorization).slice('Bearer '.length));
        done();
      }),
    bearers(MEMBERS),
  );
}
