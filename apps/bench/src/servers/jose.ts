import { jwtVerify } from 'jose';
import { MEMBERS, type Serving } from '../subjects/subject.js';
import { serveFastify } from './bare-fastify.js';
import { SECRET, bearers } from './tokens.js';

/** https://github.com/panva/jose/blob/main/docs/jwt/verify/functions/jwtVerify.md: a symmetric secret as bytes, in a hook. */
export function serveJose(): Promise<Serving> {
  const secret = new TextEncoder().encode(SECRET);
  return serveFastify(
    (app) =>
      app.addHook('onRequest', async (request) => {
        await jwtVerify(String(request.headers.authorization).slice('Bearer '.length), secret);
      }),
    bearers(MEMBERS),
  );
}
