import { type AuthContext, betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { fromNodeHeaders } from 'better-auth/node';
import { serializeSignedCookie } from 'better-call';
import { createClient } from 'redis';
import { type Headers, MEMBERS, type Serving } from '../subjects/subject.js';
import { serveFastify } from './bare-fastify.js';
import { SECRET } from './tokens.js';

/**
 * https://better-auth.com/docs: `getSession` in a Fastify hook, sessions in Redis as secondary storage. Rate limiting is for its own
 * routes, and the database behind it is in memory, because checking a session does not ask it.
 */
export async function serveBetterAuth(redisUrl: string): Promise<Serving> {
  const auth = betterAuth({
    baseURL: 'http://127.0.0.1',
    secret: SECRET,
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    secondaryStorage: await redisStorage(redisUrl),
    telemetry: { enabled: false },
  });
  return serveFastify(
    (app) =>
      app.addHook('onRequest', async (request, reply) => {
        const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
        if (!session) return reply.code(401).send();
        return undefined;
      }),
    await logIn(await auth.$context),
  );
}

async function redisStorage(url: string) {
  const client = await createClient({ url }).connect();
  return {
    get: (key: string) => client.get(key),
    getAndDelete: (key: string) => client.getDel(key),
    increment: (key: string) => client.incr(key),
    set: (key: string, value: string, ttl?: number) => client.set(key, value, ttl ? { EX: ttl } : {}),
    delete: async (key: string) => void (await client.del(key)),
  };
}

/** As signing up does it, without ten thousand slow password hashes. */
async function logIn({
  internalAdapter,
  authCookies,
  secret,
}: Pick<AuthContext, 'authCookies' | 'secret' | 'internalAdapter'>): Promise<Headers[]> {
  const requests: Headers[] = [];
  while (requests.length < MEMBERS) {
    const email = `ada-${requests.length}@example.com`;
    const user = await internalAdapter.createUser({ email, name: 'Ada' }, { method: 'email-password' });
    const { token } = await internalAdapter.createSession(user.id);
    requests.push({ cookie: await serializeSignedCookie(authCookies.sessionToken.name, token, secret) });
  }
  return requests;
}
