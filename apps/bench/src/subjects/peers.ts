import type { Subject } from './subject.js';

type Framework = 'fastify' | 'express';

const recipe = (framework: Framework, secret: 'string' | 'key object'): Subject => ({
  label: `NestJS recipe on ${framework === 'fastify' ? 'Fastify' : 'Express'}, secret as a ${secret}`,
  group: 'peer',
  over: `nest-${framework}`,
  serve: async () => (await import('../servers/nest-recipe.js')).serveNestRecipe(framework, secret),
});

/** What people use, as its documentation says. */
export const peers = {
  'express-session': {
    label: 'Express + express-session + connect-redis',
    group: 'peer',
    over: 'express',
    needs: ['redis'],
    serve: async ({ redis }) => (await import('../servers/express-session.js')).serveExpressSession(redis),
  },
  'fastify-session': {
    label: '@fastify/session + connect-redis',
    group: 'peer',
    over: 'fastify',
    needs: ['redis'],
    serve: async ({ redis }) => (await import('../servers/fastify-session.js')).serveFastifySession(redis),
  },
  'better-auth': {
    label: 'Fastify + better-auth, sessions in Redis',
    group: 'peer',
    over: 'fastify',
    needs: ['redis'],
    serve: async ({ redis }) => (await import('../servers/better-auth.js')).serveBetterAuth(redis),
  },
  'nest-recipe-express': recipe('express', 'string'),
  'nest-recipe-express-key': recipe('express', 'key object'),
  'nest-recipe-fastify': recipe('fastify', 'string'),
  'nest-recipe-fastify-key': recipe('fastify', 'key object'),
  'fast-jwt': {
    label: 'Fastify + fast-jwt',
    group: 'peer',
    over: 'fastify',
    serve: async () => (await import('../servers/fast-jwt.js')).serveFastJwt(false),
  },
  'fast-jwt-cache': {
    label: 'Fastify + fast-jwt, its cache on',
    group: 'peer',
    over: 'fastify',
    serve: async () => (await import('../servers/fast-jwt.js')).serveFastJwt(true),
  },
  jose: {
    label: 'Fastify + jose',
    group: 'peer',
    over: 'fastify',
    serve: async () => (await import('../servers/jose.js')).serveJose(),
  },
} satisfies Record<string, Subject>;
