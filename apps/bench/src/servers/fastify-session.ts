import { fastifyCookie } from '@fastify/cookie';
import { fastifySession } from '@fastify/session';
import { RedisStore } from 'connect-redis';
import { fastify } from 'fastify';
import { createClient } from 'redis';
import { ANSWER, MEMBERS, type Serving } from '../subjects/subject.js';
import { portOf } from './bare-fastify.js';
import { logIn } from './log-in.js';
import { SECRET } from './tokens.js';

declare module 'fastify' {
  interface Session {
    member?: string;
  }
}

/** https://github.com/fastify/session, with the store that its documentation and Express share. Not `secure`: the bench speaks plain HTTP. */
export async function serveFastifySession(redisUrl: string): Promise<Serving> {
  const client = createClient({ url: redisUrl });
  await client.connect();
  const app = fastify();
  await app.register(fastifyCookie);
  await app.register(fastifySession, {
    secret: SECRET,
    cookie: { secure: false },
    saveUninitialized: false,
    store: new RedisStore({ client, prefix: 'fastify-session:' }),
  });
  app.post('/login', async (request) => {
    request.session.member = 'ada';
    return ANSWER;
  });
  app.get('/', async (request, reply) => (request.session.member ? ANSWER : reply.code(401).send()));
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { port: portOf(app), requests: await logIn(portOf(app), MEMBERS) };
}
