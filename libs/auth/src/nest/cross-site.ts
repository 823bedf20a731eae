import type { RequestHead } from '../carrier.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a browser says that a page of another site is behind a request that changes something. Fetch Metadata where the browser
 * sends it, else `Origin` against `Host`; a request with neither does not come from a page.
 * https://www.w3.org/TR/fetch-metadata/, OWASP Cross-Site Request Forgery Prevention
 */
export function isCrossSiteWrite({ headers, method }: RequestHead & { readonly method: string }): boolean {
  if (SAFE.has(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'cross-site';
  const { origin, host } = headers;
  if (origin === undefined) return false;
  return (
    typeof origin !== 'string' ||
    typeof host !== 'string' ||
    hostnameOf(origin) !== hostnameOf(`http://${host}`)
  );
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
