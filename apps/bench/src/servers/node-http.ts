import { createServer } from 'node:http';
import { ANONYMOUS, ANSWER, type Serving } from '../subjects/subject.js';
import { listen } from './listen.js';

export async function serveNodeHttp(): Promise<Serving> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(ANSWER));
  });
  return { port: await listen(server), requests: ANONYMOUS };
}
