import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { Serving } from '../subjects/subject.js';
import { serveFastify } from './bare-fastify.js';
import { MEMBERS } from '../subjects/subject.js';
import { SECRET, bearers } from './tokens.js';

const key = createSecretKey(SECRET, 'utf8');

/** What checking an HS256 token comes down to, without looking at any claim. */
function claimsOf(authorization = ''): unknown {
  const token = authorization.slice('Bearer '.length);
  const [header, claims = '', signature = ''] = token.split('.');
  const expected = createHmac('sha256', key).update(`${header}.${claims}`).digest();
  const shown = Buffer.from(signature, 'base64url');
  if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) throw new Error('forged');
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

export const serveHmacAndJson = (): Promise<Serving> =>
  serveFastify(
    (app) =>
      app.addHook('onRequest', (request, _, done) => {
        claimsOf(request.headers.authorization);
        done();
      }),
    bearers(MEMBERS),
  );
