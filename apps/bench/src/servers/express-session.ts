import { createServer } from 'node:http';
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { createClient } from 'redis';
import { ANSWER, MEMBERS, type Serving } from '../subjects/subject.js';
import { listen } from './listen.js';
import { logIn } from './log-in.js';
import { SECRET } from './tokens.js';

declare module 'express-session' {
  interface SessionData {
    user?: string;
  }
}

/** https://github.com/tj/connect-redis, and the log-in example of https://github.com/expressjs/session. */
export async function serveExpressSession(redisUrl: string): Promise<Serving> {
  const client = createClient({ url: redisUrl });
  await client.connect();
  const app = express();
  app.use(
    session({
      store: new RedisStore({ client, prefix: 'express-session:' }),
      resave: false,
      saveUninitialized: false,
      secret: SECRET,
    }),
  );
  app.post('/login', (request, response) => {
    request.session.user = 'ada';
    response.json(ANSWER);
  });
  app.get('/', (request, response) => {
    if (request.session.user) response.json(ANSWER);
    else response.sendStatus(401);
  });
  const port = await listen(createServer(app));
  return { port, requests: await logIn(port, MEMBERS) };
}
