import { MEMBERS, type Serving, type Subject } from './subject.js';

/** What is guarded by a token is measured over this, and all that is on another framework too. */
export const OUR_BASE = 'nest-fastify';
/** What is guarded by a cookie. */
export const OUR_COOKIE_BASE = 'nest-fastify-cookie';

/** Sends the credentials that a guarded route is sent, and nobody looks at them: so that the guard is measured and not their length. */
async function withTokens(serving: Promise<Serving>): Promise<Serving> {
  const { bearers } = await import('../servers/tokens.js');
  return { ...(await serving), requests: bearers(MEMBERS) };
}

async function withCookies(serving: Promise<Serving>): Promise<Serving> {
  const { cookies } = await import('../servers/tokens.js');
  return { ...(await serving), requests: cookies(MEMBERS) };
}

/** The trivial route without a guard, on each framework. */
export const bases = {
  'nest-fastify': {
    label: 'NestJS on Fastify',
    group: 'unguarded',
    serve: async () => withTokens((await import('../servers/nest.js')).serveNest('fastify', {})),
  },
  'nest-fastify-cookie': {
    label: 'NestJS on Fastify, sent a cookie',
    group: 'unguarded',
    serve: async () => withCookies((await import('../servers/nest.js')).serveNest('fastify', {})),
  },
  'nest-express': {
    label: 'NestJS on Express',
    group: 'unguarded',
    serve: async () => withTokens((await import('../servers/nest.js')).serveNest('express', {})),
  },
  fastify: {
    label: 'Fastify',
    group: 'unguarded',
    serve: async () => withTokens((await import('../servers/bare-fastify.js')).serveFastify()),
  },
  express: {
    label: 'Express',
    group: 'unguarded',
    serve: async () => withTokens((await import('../servers/bare-express.js')).serveExpress()),
  },
} satisfies Record<string, Subject>;
