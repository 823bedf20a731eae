import { type IncomingMessage, type ServerResponse, request } from 'node:http';
import type { Topology } from '../topology/topology.js';
import { type Site, startSite } from './site.js';

/** The shop's page, and in front of the services a proxy that makes one origin of them. */
export interface ShopSite extends Site {
  readonly origin: string;
  /** What services answered to requests that another site was behind: `POST /member/logout` and the status. */
  readonly fromElsewhere: readonly { readonly what: string; readonly status: number }[];
}

/** @param widget the address of a script that the page includes, as pages do with what others offer */
export async function startShopSite(
  { members, orders }: Pick<Topology, 'members' | 'orders'>,
  widget: string | undefined,
): Promise<ShopSite> {
  const services = new Map([
    ['member', members[0]?.url],
    ['order', orders[0]?.url],
  ]);
  const fromElsewhere: { what: string; status: number }[] = [];
  const site = await startSite((incoming, answer) => {
    const [, service = '', path = ''] = /^\/(\w+)(\/.*)$/.exec(incoming.url ?? '') ?? [];
    const url = services.get(service);
    if (!url) return void answer.setHeader('content-type', 'text/html').end(page(widget));
    forward(incoming, `${url}${path}`, answer, (status) => {
      if (incoming.headers['sec-fetch-site'] === 'cross-site')
        fromElsewhere.push({ what: `${incoming.method} ${incoming.url}`, status });
    });
  });
  // Not 127.0.0.1: that is where the other site is, and a site is a name, not a machine.
  return { ...site, origin: `http://localhost:${site.port}`, fromElsewhere };
}

function forward(
  incoming: IncomingMessage,
  url: string,
  answer: ServerResponse,
  answered: (status: number) => void,
): void {
  const { method, headers } = incoming;
  const outgoing = request(url, { method, headers }, (received) => {
    answer.writeHead(received.statusCode ?? 502, received.headers);
    received.pipe(answer).on('finish', () => answered(received.statusCode ?? 502));
  });
  outgoing.on('error', () => answer.writeHead(502).end());
  incoming.pipe(outgoing);
}

/** A single page as tutorials write it: a token is kept in localStorage, a cookie is left to the browser. */
const page = (widget: string | undefined): string => `<!doctype html>
<meta charset="utf-8">
<title>Doorman</title>
<script>
  const shop = {
    async login(email, password) {
      const answer = await fetch('/member/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
      const { accessToken } = await answer.json();
      if (accessToken) localStorage.setItem('accessToken', accessToken);
      document.dispatchEvent(new Event('logged-in'));
      return { status: answer.status };
    },
    async call(method, path, body) {
      const token = localStorage.getItem('accessToken');
      const answer = await fetch(path, {
        method,
        headers: {
          ...(token && { authorization: 'Bearer ' + token }),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, text: await answer.text() };
    },
  };
</script>
${widget ? `<script src="${widget}"></script>` : ''}`;
