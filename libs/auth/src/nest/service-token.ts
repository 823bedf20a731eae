import { type RequestHead, carriers } from '../carrier.js';

/**
 * What a service shows for `SERVICE_TOKEN`: as a bearer token, or as the secret of an OAuth client, in the header or in a form
 * (RFC 6749 section 2.3.1), because that is how the clients of RFC 7662 that people use introduce themselves.
 * @returns undefined when nothing is shown
 */
export function shownServiceToken(request: RequestHead & { readonly body?: unknown }): string | undefined {
  return carriers.bearer.read(request) ?? basicSecret(request) ?? formSecret(request.body);
}

/** The password of HTTP Basic. It is form-encoded first, which RFC 7617 alone would not ask for. */
function basicSecret({ headers }: RequestHead): string | undefined {
  const encoded = /^basic +(\S+)$/i.exec(String(headers.authorization))?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : formDecoded(pair.slice(colon + 1));
}

const formDecoded = (value: string): string | undefined =>
  new URLSearchParams(`value=${value.replaceAll('&', '%26')}`).get('value') ?? undefined;

function formSecret(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('client_secret' in body)) return undefined;
  return typeof body.client_secret === 'string' ? body.client_secret : undefined;
}
