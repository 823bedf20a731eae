import { createServer } from 'node:http';
import { openIssuer } from '@doorman/auth';
import { authConfig } from './auth-config.js';
import { listen } from './listen.js';

/** The member service's public keys, which are asked for before the first request and not again. @returns its address */
export async function serveKeys(): Promise<string> {
  const { publicKeys } = await openIssuer(authConfig('public-key-jwt', 'issuer'), { now: Date.now });
  const server = createServer((_, response) => {
    response.setHeader('cache-control', 'max-age=86400');
    response.end(JSON.stringify(publicKeys));
  });
  return `http://127.0.0.1:${await listen(server)}`;
}
