import type { JsonWebKeySet } from '../keys/public-key.js';
import { type Relayed, serveBehindRelay } from './relay.js';

/** Public keys in the place of the member service, as what it publishes at the moment. */
export interface KeyServer extends Relayed {
  published: JsonWebKeySet;
  /** How often it was asked. */
  asked: number;
}

/** @param maxAgeSeconds how long it says that its answer is good for */
export async function startKeyServer(published: JsonWebKeySet, maxAgeSeconds = 300): Promise<KeyServer> {
  const state = { published, asked: 0 };
  const served = await serveBehindRelay((_, response) => {
    state.asked++;
    response.setHeader('cache-control', `public, max-age=${maxAgeSeconds}`);
    response.end(JSON.stringify(state.published));
  });
  return Object.assign(state, served);
}
