import { OUR_BASE, OUR_COOKIE_BASE } from './bases.js';
import type { Subject, Surroundings } from './subject.js';

/** What a server does at least, and guards that do nothing but call the library that ours is built on, as anybody would. */
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
  'asking-guard': {
    label: 'NestJS on Fastify + one GET through ioredis alone',
    group: 'floor',
    over: OUR_COOKIE_BASE,
    needs: ['redis'],
    serve: async (surroundings: Surroundings) =>
      (await import('../servers/bare-guards.js')).serveAskingGuard(surroundings),
  },
  'hmac-and-json': {
    label: 'Fastify + HMAC and JSON.parse',
    group: 'floor',
    over: 'fastify',
    serve: async () => (await import('../servers/hmac-and-json.js')).serveHmacAndJson(),
  },
} satisfies Record<string, Subject>;
