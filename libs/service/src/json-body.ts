import type { FastifyInstance } from 'fastify';
import { Problem } from './problems/problem.js';

/** Ours are three levels deep. A schema walks its value recursively, so depth is stack. */
export const BODY_DEPTH_MAX = 32;

/**
 * JSON is the only kind of body we read unless a route says otherwise. A form or plain text, the kinds that another site's page can send without asking
 * first (https://fetch.spec.whatwg.org/#cors-safelisted-request-header), is refused with 415. Keys that would reach into
 * prototypes are refused as malformed. An empty body is no body: whether one is needed is the route's to say.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else if (isDeeperThan(BODY_DEPTH_MAX, body)) done(new Problem('body-too-deep'));
    else void parse(request, body, done);
  });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Counts brackets outside of strings, before anything is built. Of text that is not JSON it says something; parsing follows. */
function isDeeperThan(max: number, json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (inString) {
      if (char === BACKSLASH) at++;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > max) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
}
