import { OUR_BASE } from './bases.js';
import type { Subject } from './subject.js';

/** What nothing that does the same can be cheaper than. */
export const floors = {
  'node-http': {
    label: 'node:http',
    group: 'floor',
    serve: async () => (await import('../servers/node-http.js')).serveNodeHttp(),
  },
  'empty-guard': {
    label: 'NestJS on Fastify + a guard that lets everybody in',
    group: 'floor',
    over: OUR_BASE,
    serve: async () => (await import('../servers/bare-guards.js')).serveEmptyGuard(),
  },
  'verifying-guard': {
    label: 'NestJS on Fastify + jsonwebtoken alone, key object',
    group: 'floor',
    over: OUR_BASE,
    serve: async () => (await import('../servers/bare-guards.js')).serveVerifyingGuard(),
  },
  'hmac-and-json': {
    label: 'Fastify + HMAC and JSON.parse',
    group: 'floor',
    over: 'fastify',
    serve: async () => (await import('../servers/hmac-and-json.js')).serveHmacAndJson(),
  },
} satisfies Record<string, Subject>;
