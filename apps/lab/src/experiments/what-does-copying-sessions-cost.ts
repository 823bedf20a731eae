import type { Product } from '@doorman/contracts';
import { type Arm, type Plan, type Run, defineExperiment } from '../experiment.js';
import { replicaDetached } from '../faults/redis-faults.js';
import { type History, ofKind } from '../history.js';
import type { Figure } from '../report/figure.js';
import type { Stage } from '../run/stage.js';
import { sentences, smallShop, subjects } from './arms.js';
import { endsOf, inWords, logOutAndTry } from './logout-ends.js';
import { type StoreReading, betweenReadings, readStores, letCopiesCatchUp } from './store-snapshots.js';

export interface CopyPlan extends Plan {
  /** How many times every member changes the cart. */
  readonly changes: number;
  /** Whether one of the copies follows no more. */
  readonly detached: boolean;
  /** By when a logout must be felt everywhere, in milliseconds. */
  readonly withinMs: number;
}

const [BEFORE, AFTER] = ['stores before', 'stores after'];
const DETACHED = 'one copy follows no more';

/** Arms are named by how many order services there are; each has a copy, and so has member. */
const ordersOf = ({ variant }: Arm): number => Number(/^(\d+) order/.exec(variant ?? '')?.[1] ?? 2);
const named = (orders: number): string => `${orders} order${orders === 1 ? '' : 's'}`;

export const whatDoesCopyingSessionsCost = defineExperiment<CopyPlan>({
  question:
    'Every server has a copy of every session beside it. What does that cost in writes, in memory and in stale answers?',
  claim: { number: 6, says: "Or every session must be copied to every server's store." },
  prediction:
    'Every change of a session is made once for every copy, and every session takes memory once for every copy: both grow with the number of servers. A logout is felt a millisecond later, however many copies there are. With one Redis for all a change is made once.',
  doesNotShow:
    'Copies on other machines: there the network is what a logout waits for, and its bandwidth what the copies are paid with.',

  arms: (form) => [
    { strategy: 'redis-session', role: 'control' },
    { strategy: 'replicated-session', variant: DETACHED, role: 'must-fail' },
    ...subjects(['replicated-session'], (form === 'quick' ? [2] : [1, 2, 4, 8]).map(named)),
  ],

  plan: (arm, form) => ({
    topology: { ...smallShop(arm.strategy), orders: ordersOf(arm) },
    ...(arm.strategy === 'replicated-session' && { needs: ['own replicas'] }),
    shoppers: form === 'quick' ? 4 : 20,
    changes: form === 'quick' ? 25 : 100,
    detached: arm.variant === DETACHED,
    withinMs: 500,
  }),

  async perform({ changes, detached, withinMs }, stage) {
    const memberIds = await idsOf(stage);
    if (detached) await stage.begin(replicaDetached(1));
    await readStores(BEFORE, memberIds, stage);
    await Promise.all([...stage.shoppers.keys()].map((shopper) => changeCart(shopper, changes, stage)));
    await letCopiesCatchUp(stage);
    await readStores(AFTER, memberIds, stage);
    for (const shopper of stage.shoppers.keys())
      await logOutAndTry(shopper, { patienceMs: 2 * withinMs }, stage);
  },

  claims: () => true,

  judge(history, { withinMs }) {
    const { primary, copies, changes, figures } = costOf(history);
    const ends = endsOf(history);
    if (changes === 0 || !primary || primary.writes < changes || ends.some(({ isUnclear }) => isUnclear))
      return { held: undefined, because: 'not every change and every logout was answered', figures };
    const lagging = copies.filter(({ writes }) => writes < primary.writes).length;
    const late = ends.filter(
      ({ lastAcceptedMs = 0, loggedOutMs }) => lastAcceptedMs - loggedOutMs > withinMs,
    ).length;
    const complaint =
      lagging > 0
        ? `${lagging} of ${copies.length} copies did not get every change`
        : late > 0 &&
          `${late} of ${ends.length} replicas still accepted a session ${inWords(withinMs)} after its logout`;
    const { writesPerChange, bytesPerSession } = figures;
    const seen = `a change was made ${writesPerChange.toFixed(1)} times, and a session took ${Math.round(bytesPerSession)} bytes over all copies`;
    return { held: !complaint, because: complaint ? `${complaint}; ${seen}` : seen, figures };
  },

  conclude(judged) {
    const one = judged.find(({ arm }) => arm.role === 'control')?.finding.figures;
    const [most] = judged
      .filter(({ arm }) => arm.role === 'subject')
      .sort((one, other) => ordersOf(other.arm) - ordersOf(one.arm));
    const figures = most?.finding.figures;
    const times = (name: string) => ((figures?.[name] ?? 0) / (one?.[name] ?? 1)).toFixed(1);
    return {
      verdict: 'holds',
      because: sentences(
        `It can be done, and is paid for with every server: with ${figures?.['copies']} copies a change was made ${times('writesPerChange')} times as often as in one Redis, and a session took ${times('bytesPerSession')} times the memory.`,
        most?.finding.held === true &&
          `A logout was felt everywhere after ${inWords(figures?.['staleMs'] ?? 0)} at the latest.`,
      ),
    };
  },

  figures: (runs) => [
    line(
      runs,
      'writesPerChange',
      'How often a change of a session is made',
      'Once for every copy.',
      'writes per change',
    ),
    line(
      runs,
      'bytesPerSession',
      'What a session takes over all copies',
      'Once for every copy.',
      'bytes per session',
    ),
    line(
      runs,
      'copiedBytesPerChange',
      'What the copies are sent',
      'The primary sends every change to each of them.',
      'bytes per change',
    ),
    line(
      runs,
      'staleMs',
      'How long a logout is not felt somewhere',
      'On one machine the number of copies does not matter.',
      'milliseconds, the slowest',
    ),
  ],
});

async function idsOf(stage: Stage): Promise<string[]> {
  const answers = await Promise.all(stage.shoppers.map((who) => who.send('GET', `${who.member}/me`)));
  return answers.map(({ body }) => (body as { id: string }).id);
}

/** The same number of products in every cart at the end, whatever the number of changes. */
const PRODUCTS = 5;

async function changeCart(shopper: number, changes: number, stage: Stage): Promise<void> {
  const { shop, shoppers } = stage;
  const who = shoppers[shopper];
  if (!who) return;
  const products = (await who.send('GET', `${shop.orders[0]?.url}/products`)).body as readonly Product[];
  for (let n = 0; n < changes; n++) {
    const order = shop.orders[n % shop.orders.length];
    const item = `${order?.url}/cart/items/${products[n % PRODUCTS]?.sku}`;
    const send = () => who.send('PUT', item, { quantity: 1 + (n % 99) });
    await stage.insist({ kind: 'change', target: order?.name ?? '', shopper, send });
  }
}

function costOf(history: History) {
  const { redis: primary, ...others } = Object.fromEntries(betweenReadings(history, BEFORE, AFTER));
  const copies = Object.values(others);
  const all = primary ? [primary, ...copies] : copies;
  const changes = ofKind(history, 'change').filter(({ outcome }) => outcome === 'ok').length;
  const sessions = new Set(ofKind(history, 'change').map(({ shopper }) => shopper)).size;
  const sum = (name: keyof StoreReading) => all.reduce((total, reading) => total + reading[name], 0);
  return {
    primary,
    copies,
    changes,
    figures: {
      copies: copies.length,
      changes,
      writesPerChange: sum('writes') / changes,
      copiedBytesPerChange: sum('copiedBytes') / changes,
      bytesPerSession: sum('sessionBytes') / sessions,
      staleMs: Math.max(0, ...endsOf(history).map(({ lagMs = 0 }) => lagMs)),
    },
  };
}

type Cost = ReturnType<typeof costOf>['figures'];

/** One quantity over the number of copies. */
function line(
  runs: readonly Run<CopyPlan>[],
  quantity: keyof Cost,
  title: string,
  finding: string,
  label: string,
): Figure {
  const points = runs
    .filter(({ arm }) => arm.role !== 'must-fail')
    .map(({ arm, history }) => ({ arm, figures: costOf(history).figures }))
    .map(({ arm, figures }) => ({ strategy: arm.strategy, x: figures.copies, y: figures[quantity] }))
    .sort((one, other) => one.x - other.x);
  const strategies = [...new Set(points.map(({ strategy }) => strategy))];
  return {
    form: 'lines',
    title,
    finding,
    x: { label: 'copies beside the one Redis' },
    y: { label },
    lines: strategies.map((arm) => ({
      arm,
      points: points.filter(({ strategy }) => strategy === arm).map(({ x, y }) => ({ x, y })),
    })),
  };
}
