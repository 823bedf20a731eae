import { setTimeout as delay } from 'node:timers/promises';
import { claimsOf } from '@doorman/auth';
import type { Cart } from '@doorman/contracts';
import type { Browser, Page } from 'playwright-core';
import { type RunningChromium, startChromium } from '../browser/chromium.js';
import { NoChromium } from '../browser/find-chromium.js';
import { type ShopSite, startShopSite } from '../browser/shop-site.js';
import { type ThiefSite, startThiefSite } from '../browser/thief-site.js';
import { type Arm, type Plan, armName, defineExperiment } from '../experiment.js';
import { type Operation, ofKind, outcomeOf } from '../history.js';
import { Shopper } from '../load/shopper.js';
import type { Stage } from '../run/stage.js';
import { sentences, smallShop } from './arms.js';

export interface ThiefPlan extends Plan {
  readonly attacked: boolean;
  /** What the member, the script and the other site put into the cart, so that one is told from the other. */
  readonly skus: { readonly member: string; readonly script: string; readonly otherSite: string };
}

const NO_ATTACK = 'nobody attacks';
const IN_STORAGE = 'token in localStorage';
const IN_COOKIE = 'token in an HttpOnly cookie';

const isReadable = ({ strategy, variant }: Arm): boolean =>
  variant !== IN_COOKIE && claimsOf(strategy).carrier === 'bearer';

export const whatCanAThiefInTheBrowserTake = defineExperiment<ThiefPlan>({
  question:
    "A script of somebody else's runs in the shop's page, and the member opens another site. Can the credential be taken away, and can the other site write in the member's name?",
  claim: { number: 8, says: 'A JWT is kept in localStorage or in a cookie.' },
  prediction:
    'What is in localStorage any script of the page can read, and it is good anywhere until it expires. An HttpOnly cookie cannot be read, whatever is in it, so nothing can be taken away; but while the page is open a script acts as the member all the same. Other sites achieve nothing: to a token they have no access, and the cookie does not go along (SameSite), nor would the shop take it (Fetch Metadata).',
  doesNotShow:
    'What a Content-Security-Policy prevents, other browsers, a thief on a subdomain of the same site, or one who has the machine.',

  arms: () => [
    { strategy: 'redis-session', variant: NO_ATTACK, role: 'control' },
    { strategy: 'opaque-token', variant: IN_STORAGE, role: 'must-fail' },
    { strategy: 'redis-session', role: 'subject' },
    { strategy: 'shared-secret-jwt', variant: IN_STORAGE, role: 'subject' },
    { strategy: 'shared-secret-jwt', variant: IN_COOKIE, role: 'subject' },
  ],

  plan: ({ strategy, variant }) => ({
    topology: {
      ...smallShop(strategy),
      ...(variant === IN_COOKIE && { environment: { CREDENTIAL_CARRIER: 'cookie' } }),
    },
    needs: ['browser'],
    shoppers: 1,
    attacked: variant !== NO_ATTACK,
    skus: {
      member: 'sejak-hadong-green-100g',
      script: 'gunpowder-temple-of-heaven-1000g',
      otherSite: 'lapsang-souchong-smoked-1000g',
    },
  }),

  async perform(plan, stage) {
    let chromium: RunningChromium;
    try {
      stage.says('starting Chromium');
      chromium = await startChromium();
    } catch (error) {
      if (!(error instanceof NoChromium)) throw error;
      note(stage, 'browser', 'this machine', { outcome: 'unavailable', seen: { problem: error.message } });
      return;
    }
    const path = `/order/cart/items/${plan.skus.script}`;
    const thief = await startThiefSite({ method: 'PUT', path, body: { quantity: 1 } });
    const shop = await startShopSite(stage.shop, plan.attacked ? `${thief.origin}/widget.js` : undefined);
    try {
      await visit(chromium.browser, shop, thief, plan, stage);
    } finally {
      await Promise.all([chromium.stop(), shop.stop(), thief.stop()]);
    }
  },

  /** An HttpOnly cookie is claimed to stay where it is; nobody claims so of what a script has to send itself. */
  claims: (arm) => !isReadable(arm),

  judge(history, { attacked }) {
    const [noBrowser] = ofKind(history, 'browser');
    if (noBrowser) return { held: undefined, because: String(noBrowser.seen?.['problem']), figures: {} };
    const succeeded = (kind: string) =>
      ofKind(history, kind).filter(({ outcome }) => outcome === 'ok').length;
    const figures = {
      read: succeeded('read'),
      usedElsewhere: succeeded('use elsewhere'),
      actedInThePage: succeeded('act in the page'),
      otherSiteTries: ofKind(history, 'write from another site').length,
      otherSiteWrites: succeeded('write from another site'),
    };
    const honest = ofKind(history, 'honest');
    if (honest.length === 0 || honest.some(({ outcome }) => outcome !== 'ok'))
      return { held: undefined, because: 'the member could not shop in the first place', figures };
    if (attacked && (ofKind(history, 'read').length === 0 || figures.otherSiteTries === 0))
      return { held: undefined, because: 'the attack was not tried to its end', figures };
    return {
      held: figures.usedElsewhere === 0 && figures.otherSiteWrites === 0,
      because: [
        figures.usedElsewhere > 0
          ? 'the script took the credential away, and it was good elsewhere'
          : 'no credential could be taken away',
        ...(attacked
          ? [
              `the script ${figures.actedInThePage > 0 ? 'acted' : 'could not act'} as the member while the page was open`,
            ]
          : []),
        `${figures.otherSiteWrites} of ${figures.otherSiteTries} writes from another site succeeded`,
      ].join('; '),
      figures,
    };
  },

  conclude(judged) {
    const arms = judged.filter(({ arm }) => arm.role === 'subject');
    const count = (name: string) => arms.filter(({ finding }) => (finding.figures[name] ?? 0) > 0).length;
    const taken = arms.filter(({ finding }) => (finding.figures['usedElsewhere'] ?? 0) > 0);
    const kept = arms.filter((arm) => !taken.includes(arm));
    const names = (some: typeof arms) => some.map(({ arm }) => armName(arm)).join(' and ');
    return {
      verdict: 'depends',
      because: sentences(
        'It matters which of the two.',
        taken.length > 0 && `Taken away and used elsewhere: ${names(taken)}.`,
        kept.length > 0 && `Not to be taken away: ${names(kept)}.`,
        `The script acted as the member while the page was open in ${count('actedInThePage')} of ${arms.length} arms, and another site wrote in ${count('otherSiteWrites')}.`,
      ),
    };
  },

  figures: (runs) => [
    {
      form: 'bars',
      title: 'What a script in the page, and another site, achieved',
      finding: 'A script can act wherever the member can; only what it can read can it take away.',
      axis: { label: 'attacks that succeeded' },
      bars: runs
        .filter(({ plan }) => plan.attacked)
        .map(({ arm, history }) => {
          const ok = (kind: string) =>
            ofKind(history, kind).some(({ outcome }) => outcome === 'ok') ? 1 : 0;
          return {
            arm: armName(arm),
            parts: {
              'read the credential': ok('read'),
              'used it elsewhere': ok('use elsewhere'),
              'acted in the open page': ok('act in the page'),
              'wrote from another site': ok('write from another site'),
            },
          };
        }),
    },
  ],
});

const note = (
  { recorder }: Stage,
  kind: string,
  target: string,
  what: Pick<Operation, 'outcome' | 'status' | 'seen'>,
): void => {
  const nowMs = recorder.now();
  recorder.add({ kind, target, intendedMs: nowMs, startedMs: nowMs, endedMs: nowMs, ...what });
};

interface PageAnswer {
  readonly status: number;
  readonly text?: string;
}

/** Calls a function of the page, which is a script and no part of this program. */
const inPage = (page: Page, name: string, ...args: readonly unknown[]): Promise<PageAnswer> =>
  page.evaluate(`${name}(${args.map((argument) => JSON.stringify(argument)).join(', ')})`);

async function visit(browser: Browser, shop: ShopSite, thief: ThiefSite, plan: ThiefPlan, stage: Stage) {
  const [who] = stage.shoppers;
  if (!who) throw new Error('The plan has no shopper');
  // The profile's own context: a new one would be a private window, which keeps third-party cookies back by itself.
  const [context] = browser.contexts();
  if (!context) throw new Error('Chromium has no context');
  const page = await context.newPage();
  await page.goto(shop.origin);
  const honest = (target: string, answer: PageAnswer) =>
    note(stage, 'honest', target, { outcome: outcomeOf(answer.status), status: answer.status });
  const login = async () => honest('member-1', await inPage(page, 'shop.login', who.email, who.password));
  await login();
  const item = `/order/cart/items/${plan.skus.member}`;
  honest('order-1', await inPage(page, 'shop.call', 'PUT', item, { quantity: 1 }));
  if (!plan.attacked) return;
  await useLoot(thief, stage);
  const other = await context.newPage();
  await other.goto(thief.origin);
  for (const attack of attacksOn(shop, plan.skus.otherSite)) {
    await login(); // an attack before may have ended the session
    await writeFromElsewhere(attack, other, page, shop, stage);
  }
}

/** How long a widget may take, in milliseconds. */
const PATIENCE_MS = 5000;

/** What the widget brought home is tried from outside the browser, in every way that a credential travels. */
async function useLoot(thief: ThiefSite, stage: Stage): Promise<void> {
  const loot = await Promise.race([thief.loot, delay(PATIENCE_MS, undefined)]);
  if (!loot) return;
  note(stage, 'act in the page', 'order-1', { outcome: outcomeOf(loot.acted), status: loot.acted });
  const bytes = loot.found.reduce((sum, { length }) => sum + length, 0);
  note(stage, 'read', 'the page', { outcome: bytes > 0 ? 'ok' : 'refused', seen: { bytes } });
  for (const found of loot.found) {
    for (const credential of [{ authorization: `Bearer ${found}` }, { cookie: found }]) {
      const elsewhere = new Shopper(stage.shop);
      elsewhere.credential = credential;
      await stage.insist({
        kind: 'use elsewhere',
        target: 'member-1',
        send: () => elsewhere.send('GET', `${elsewhere.member}/me`),
        see: () => ({ carrier: Object.keys(credential).join() }),
      });
    }
  }
}

interface Attack {
  readonly how: string;
  /** What the shop is asked, as its proxy sees it. */
  readonly what: string;
  /** Run in the page of the other site. */
  readonly script: string;
  /** Whether it came true, seen from the member's own page. */
  readonly succeeded: (member: Page) => Promise<boolean>;
}

/** The writes that a page can try on another site: a form that leaves the page, and fetch, with and without asking first (CORS). */
function attacksOn({ origin }: ShopSite, sku: string): Attack[] {
  const cartUrl = `/order/cart/items/${sku}`;
  const isLoggedOut = async (member: Page) =>
    (await inPage(member, 'shop.call', 'GET', '/member/me')).status === 401;
  const isInCart = async (member: Page) => {
    const { text = '{}' } = await inPage(member, 'shop.call', 'GET', '/order/cart');
    return ((JSON.parse(text) as Partial<Cart>).items ?? []).some((item) => item.sku === sku);
  };
  const fetching = (path: string, options: string) =>
    `fetch('${origin}${path}', { credentials: 'include', ${options} }).then(() => undefined, () => undefined)`;
  return [
    {
      how: 'fetch with a preflight',
      what: `PUT ${cartUrl}`,
      script: fetching(
        cartUrl,
        `method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"quantity":1}'`,
      ),
      succeeded: isInCart,
    },
    {
      how: 'fetch without a preflight',
      what: 'POST /member/logout',
      script: fetching('/member/logout', `method: 'POST', mode: 'no-cors'`),
      succeeded: isLoggedOut,
    },
    {
      how: 'a form',
      what: 'POST /member/logout',
      script: `{
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', action: '${origin}/member/logout' });
        document.body.append(form);
        form.submit();
      }`,
      succeeded: isLoggedOut,
    },
  ];
}

/** A preflight that is refused is the end of it; other writes reach the shop, and what it answers is waited for. */
async function writeFromElsewhere(attack: Attack, other: Page, member: Page, shop: ShopSite, stage: Stage) {
  const before = shop.fromElsewhere.length;
  await other.evaluate(attack.script);
  const giveUpAt = performance.now() + REACHES_MS;
  while (shop.fromElsewhere.length === before && performance.now() < giveUpAt) await delay(10);
  const answered = shop.fromElsewhere.slice(before).find(({ what }) => what === attack.what);
  note(stage, 'write from another site', 'the shop', {
    outcome: (await attack.succeeded(member)) ? 'ok' : 'refused',
    ...(answered && { status: answered.status }),
    seen: { how: attack.how, reachedTheShop: answered !== undefined },
  });
}

/** How long a request of another site has to arrive, in milliseconds. */
const REACHES_MS = 1500;
