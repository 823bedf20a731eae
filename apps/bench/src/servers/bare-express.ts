import { createServer } from 'node:http';
import express from 'express';
import { ANONYMOUS, ANSWER, type Serving } from '../subjects/subject.js';
import { listen } from './listen.js';

export async function serveExpress(): Promise<Serving> {
  const app = express();
  app.get('/', (_, response) => void response.json(ANSWER));
  return { port: await listen(createServer(app)), requests: ANONYMOUS };
}
