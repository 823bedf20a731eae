import type { Subject } from './subject.js';

/** What all ratios in the goals are over. */
export const OUR_BASE = 'nest-fastify';

/** The trivial route without a guard, on each framework. */
export const bases = {
  'nest-fastify': {
    label: 'NestJS on Fastify',
    group: 'unguarded',
    serve: async () => (await import('../servers/nest.js')).serveNest('fastify', {}),
  },
  'nest-express': {
    label: 'NestJS on Express',
    group: 'unguarded',
    serve: async () => (await import('../servers/nest.js')).serveNest('express', {}),
  },
  fastify: {
    label: 'Fastify',
    group: 'unguarded',
    serve: async () => (await import('../servers/bare-fastify.js')).serveFastify(),
  },
  express: {
    label: 'Express',
    group: 'unguarded',
    serve: async () => (await import('../servers/bare-express.js')).serveExpress(),
  },
} satisfies Record<string, Subject>;
