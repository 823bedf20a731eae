import { claimsOf } from '@doorman/auth';
import type { Cart, Product } from '@doorman/contracts';
import { type Arm, type Plan, type Run, armName, defineExperiment } from '../experiment.js';
import { makeToken } from '../forgery/token.js';
import { type History, type Operation, ofKind } from '../history.js';
import { type Answer, Shopper } from '../load/shopper.js';
import type { Figure } from '../report/figure.js';
import type { Stage } from '../run/stage.js';
import { listed, sentences, sharedStrategies, smallShop, subjects } from './arms.js';

/** What the credential must do while it is used. */
type Expected = 'same size' | 'break cleanly';

export interface SizePlan extends Plan {
  readonly expected: Expected;
  /** What is put into it, or beside it: products into the cart, or claims into the token. */
  readonly grows: 'cart' | 'claims' | 'nothing';
  /** How many more claims tokens are made with. */
  readonly claims: readonly number[];
}

/** RFC 6265 section 6.1: name and value together. */
const COOKIE_BYTES_MAX = 4096;
/** What each further claim adds to the JSON. */
const CLAIM_BYTES = 40;

const EMPTY = 'an empty cart';
const ANY_CART = 'expected to hold any cart';
const MORE_CLAIMS = 'more and more claims';

export const howBigIsTheCredential = defineExperiment<SizePlan>({
  question:
    'How many bytes does the credential add to every request, what makes it grow, and where does it break?',
  claim: {
    number: 2,
    says: 'A cookie keeps state in the client, as a small key-value file of 4 KB at most, sent with each request.',
  },
  prediction:
    'A session id and an opaque token are some sixty bytes, a JWT about four hundred, and none of them grows with the cart. A cookie that holds the cart grows with every product, until the next one is refused with 409 and everything is as it was before.',
  doesNotShow:
    'What HTTP/2 saves: it sends a header that repeats as an index (HPACK). And the limits of proxies in between, which are often 8 KB for all headers.',

  arms: () => [
    { strategy: 'redis-session', variant: EMPTY, role: 'control' },
    { strategy: 'sealed-cookie', variant: ANY_CART, role: 'must-fail' },
    ...subjects(sharedStrategies),
    ...subjects(['shared-secret-jwt'], [MORE_CLAIMS]),
  ],

  plan: (arm, form) => ({
    topology: smallShop(arm.strategy),
    shoppers: form === 'quick' ? 2 : 10,
    expected: mustBreak(arm) ? 'break cleanly' : 'same size',
    grows: arm.variant === EMPTY ? 'nothing' : arm.variant === MORE_CLAIMS ? 'claims' : 'cart',
    claims: [0, 10, 20, 40, 60, 80, 100, 120, 160, 240, 320, 480],
  }),

  async perform({ grows, claims }, stage) {
    for (const shopper of stage.shoppers.keys()) {
      await look(stage, shopper);
      if (grows === 'cart') await fillCart(stage, shopper);
    }
    if (grows === 'claims') await addClaims(stage, claims);
  },

  claims: () => true,

  judge(history, { expected, grows }) {
    const used = history.filter(({ seen }) => seen?.['bytes'] !== undefined);
    const figures = figuresOf(history);
    if (used.length === 0 || history.some(({ outcome }) => outcome !== 'ok' && outcome !== 'refused'))
      return { held: undefined, because: 'not every request was answered', figures };
    const complaint =
      expected === 'same size' ? complaintAboutSize(history) : complaintAboutBreaking(history, grows);
    const broke = history.some(({ outcome }) => outcome === 'refused');
    if (expected === 'break cleanly' && !complaint && !broke)
      return { held: undefined, because: 'everything fitted, so where it breaks was not seen', figures };
    const { perRequest, largest } = figures;
    const seen = `a request carries ${perRequest} bytes of it${largest > perRequest ? `, ${largest} at the most` : ''}`;
    return { held: complaint === undefined, because: complaint ? `${complaint}: ${seen}` : seen, figures };
  },

  conclude(judged) {
    const arms = judged.filter(({ arm }) => arm.role === 'subject');
    const sized = arms
      .filter(({ arm }) => arm.variant === undefined)
      .map(({ arm, finding }) => `${arm.strategy} ${finding.figures['perRequest']}`);
    const sealed = arms.find(({ arm }) => claimsOf(arm.strategy).cart === 'in the cookie');
    return {
      verdict: 'holds',
      because: sentences(
        sized.length > 0 && `In bytes per request: ${listed(sized)}.`,
        sealed?.finding.held === true &&
          `The cookie that holds the cart took ${sealed.finding.figures['fitted']} products and refused the next.`,
      ),
    };
  },

  figures: (runs) => [perRequest(runs), growing(runs)],
});

/** What holds state itself must break, and say so. */
const mustBreak = ({ strategy, variant }: Arm): boolean =>
  variant === MORE_CLAIMS || (variant === undefined && claimsOf(strategy).cart === 'in the cookie');

/** The size of a credential, and of the header line that carries it (HTTP/1.1), in bytes. */
function sizeOf(credential: Readonly<Record<string, string>>): { bytes: number; headerBytes: number } {
  const [name = '', value = ''] = Object.entries(credential)[0] ?? [];
  const around = name === 'cookie' ? '='.length : 'Bearer '.length;
  return { bytes: value.length - around, headerBytes: `${name}: ${value}\r\n`.length };
}

const itemsIn = (answer: Answer): number => (answer.body as Partial<Cart> | undefined)?.items?.length ?? 0;

/** Looks at the cart, and at what was sent to see it. */
async function look(stage: Stage, shopper: number): Promise<void> {
  const [who, order] = [stage.shoppers[shopper], stage.shop.orders[0]];
  if (!who || !order) throw new Error('The plan has no shopper or no order service');
  await stage.insist({
    kind: 'look',
    target: order.name,
    shopper,
    send: () => who.send('GET', `${order.url}/cart`),
    see: (answer) => ({ ...sizeOf(who.credential), items: itemsIn(answer) }),
  });
}

/** One product after another, until one is refused or there are no more; then looks. */
async function fillCart(stage: Stage, shopper: number): Promise<void> {
  const [who, order] = [stage.shoppers[shopper], stage.shop.orders[0]];
  if (!who || !order) return;
  const products = (await who.send('GET', `${order.url}/products`)).body as readonly Product[];
  for (const { sku } of products) {
    const answer = await stage.insist({
      kind: 'fill',
      target: order.name,
      shopper,
      send: () => who.send('PUT', `${order.url}/cart/items/${sku}`, { quantity: 1 }),
      see: (filled) => ({ ...sizeOf(who.credential), items: itemsIn(filled) }),
    });
    if (answer?.status !== 200) break;
  }
  await look(stage, shopper);
}

/** Tokens that carry more and more, made with the secret that order was given: nothing in the shop itself makes such. */
async function addClaims(stage: Stage, counts: readonly number[]): Promise<void> {
  const [who, order] = [stage.shoppers[0], stage.shop.orders[0]];
  if (!who || !order) return;
  const { id } = (await who.send('GET', `${who.member}/me`)).body as { id: string };
  const signer = { algorithm: 'HS256', key: order.settings['ACCESS_TOKEN_SECRET'] ?? '' } as const;
  for (const count of counts) {
    const bearer = new Shopper(stage.shop);
    bearer.credential = {
      authorization: `Bearer ${makeToken(id, signer, undefined, claimsOf40Bytes(count))}`,
    };
    await stage.insist({
      kind: 'claims',
      target: order.name,
      send: () => bearer.send('GET', `${order.url}/orders`),
      see: () => ({ ...sizeOf(bearer.credential), claims: count }),
    });
  }
}

/** Each with its name, its quotes and its comma as long as, say, a role or an address line. */
const claimsOf40Bytes = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `claim-${String(n).padStart(3, '0')}`,
      'x'.repeat(CLAIM_BYTES - 15),
    ]),
  );

const bytesIn = ({ seen }: Operation): number => Number(seen?.['bytes'] ?? 0);
const itemsSeen = ({ seen }: Operation): number => Number(seen?.['items'] ?? 0);

function figuresOf(history: History) {
  const looks = ofKind(history, 'look');
  const accepted = history.filter(({ outcome }) => outcome === 'ok');
  return {
    credential: Number(looks[0]?.seen?.['bytes'] ?? 0),
    perRequest: Number(looks[0]?.seen?.['headerBytes'] ?? 0),
    largest: Math.max(0, ...accepted.map(({ seen }) => Number(seen?.['headerBytes'] ?? 0))),
    fitted: Math.max(0, ...looks.map(itemsSeen)),
  };
}

function complaintAboutSize(history: History): string | undefined {
  const refused = history.find(({ outcome }) => outcome === 'refused');
  if (refused) return `a product was refused (${refused.code ?? refused.status})`;
  // Two members' tokens may differ by a byte or so; one member's may not.
  const grew = history.some((one) =>
    history.some((other) => one.shopper === other.shopper && bytesIn(one) !== bytesIn(other)),
  );
  return grew ? 'it grew with the cart' : undefined;
}

/** Too much must be refused as such, and change nothing. */
function complaintAboutBreaking(history: History, grows: SizePlan['grows']): string | undefined {
  const refused = history.filter(({ outcome }) => outcome === 'refused');
  // What a token may weigh nobody promises, only that too much is told so: an answer in the four hundreds.
  if (grows === 'claims') return undefined;
  if (history.some((one) => bytesIn(one) + 'doorman'.length > COOKIE_BYTES_MAX))
    return 'a cookie was longer than browsers keep';
  const wrong = refused.find(({ code }) => code !== 'cart-does-not-fit');
  if (wrong) return `a product was refused with ${wrong.code ?? wrong.status}`;
  for (const { shopper } of refused) {
    const own = history.filter((operation) => operation.shopper === shopper);
    const before = own.findLast(({ kind, outcome }) => kind === 'fill' && outcome === 'ok');
    const after = ofKind(own, 'look').at(-1);
    if (!before || !after || itemsSeen(before) !== itemsSeen(after) || bytesIn(before) !== bytesIn(after))
      return 'what was refused changed the cart';
  }
  return undefined;
}

const perRequest = (runs: readonly Run<SizePlan>[]): Figure => ({
  form: 'bars',
  title: 'What the credential adds to every request',
  finding: 'An id is a name and stays short; a token carries what it says, and a sealed cookie all it keeps.',
  axis: { label: 'bytes of the header line' },
  bars: runs
    .filter(({ arm }) => arm.role === 'subject' && arm.variant === undefined)
    .map(({ arm, history }) => {
      const { perRequest, largest } = figuresOf(history);
      return {
        arm: arm.strategy,
        parts: { 'after login': perRequest, 'with the cart full': largest - perRequest },
      };
    }),
});

const growing = (runs: readonly Run<SizePlan>[]): Figure => ({
  form: 'lines',
  title: 'What makes it grow',
  finding: 'A cookie ends at 4,096 bytes, whatever it holds; an id does not grow at all.',
  x: { label: 'products in the cart, or further claims in the token' },
  y: { label: 'bytes of the credential' },
  lines: runs
    .filter(({ plan, arm }) => arm.role === 'subject' && plan.grows !== 'nothing')
    .map(({ arm, history }) => ({
      arm: armName(arm),
      points: history
        .filter(({ outcome, kind, shopper = 0 }) => outcome === 'ok' && kind !== 'look' && shopper === 0)
        .map(({ seen }) => ({ x: Number(seen?.['items'] ?? seen?.['claims']), y: Number(seen?.['bytes']) })),
    })),
});
