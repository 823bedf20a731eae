import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Introspection } from '../introspection/introspection.js';
import { type Relayed, serveBehindRelay } from './relay.js';

/** In the place of the member service: says of tokens what it is told to. */
export interface IntrospectionServer extends Relayed {
  /** The forms that arrived, oldest first. */
  readonly asked: URLSearchParams[];
  /** Answered instead of what is true. */
  instead: { readonly status: number; readonly body: string } | undefined;
}

export async function startIntrospectionServer(
  introspect: (token: string) => Promise<Introspection>,
  serviceToken: string,
): Promise<IntrospectionServer> {
  const state: Omit<IntrospectionServer, keyof Relayed> = { asked: [], instead: undefined };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(await text(request));
    state.asked.push(form);
    if (state.instead) return void response.writeHead(state.instead.status).end(state.instead.body);
    const isAllowed =
      request.headers.authorization === `Bearer ${serviceToken}` &&
      request.headers['content-type'] === 'application/x-www-form-urlencoded' &&
      `${request.method} ${request.url}` === 'POST /introspect';
    if (!isAllowed) return void response.writeHead(401).end('{}');
    response.end(JSON.stringify(await introspect(form.get('token') ?? '')));
  };
  return Object.assign(state, await serveBehindRelay((...exchange) => void answer(...exchange)));
}
