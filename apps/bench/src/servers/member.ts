import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { ANONYMOUS, MEMBERS, type Serving } from '../subjects/subject.js';
import { listen } from './listen.js';

const TOKENS_PATH = '/tokens';

/**
 * In the place of the member service, for `opaque-token`: it introspects (RFC 7662), without a database. The verifier's side is
 * measured; what the real one costs is the laboratory's to say.
 */
export async function serveMember(): Promise<Serving> {
  const members = new Map(
    Array.from({ length: MEMBERS }, () => [randomBytes(32).toString('base64url'), randomUUID()]),
  );
  const server = createServer((request, response) => {
    if (request.url === TOKENS_PATH) return void response.end(JSON.stringify([...members.keys()]));
    return void text(request).then((form) => {
      const sub = members.get(new URLSearchParams(form).get('token') ?? '');
      response.end(JSON.stringify({ active: sub !== undefined, sub, token_type: 'Bearer' }));
    });
  });
  return { port: await listen(server), requests: ANONYMOUS };
}

/** Every token that the member service at this address has handed out. */
export async function tokensOf(url: string): Promise<string[]> {
  return (await (await fetch(url + TOKENS_PATH)).json()) as string[];
}
