import type { StrategyName } from '@doorman/auth';
import { type JudgedArm, type Plan, armName, defineExperiment } from '../experiment.js';
import { type History, type Operation, ofKind, percentile } from '../history.js';
import {
  type LoginKey,
  clone,
  cloneOf,
  keysMadeBy,
  removeClones,
  weigh,
} from '../load/members/cloned-logins.js';
import { clonedCookie } from '../load/members/credentials.js';
import { Shopper } from '../load/shopper.js';
import { randomFrom } from '../random.js';
import { settledMemory } from '../measure/redis-memory.js';
import { SeenServices, keepsInRedis } from './seen-services.js';
import { formatNumber } from '../report/numbers.js';
import type { Stage } from '../run/stage.js';
import { listed, sentences, sharedStrategies, smallShop, subjects } from './arms.js';
import { memoryLines, orderLines } from './session-weight-figures.js';

export interface WeightPlan extends Plan {
  readonly strategy: StrategyName;
  /** At how many logins memory is read. */
  readonly counts: readonly number[];
  /** At how many logins, besides, the time of requests of random members is measured; none in the quick form. */
  readonly requestsAt: readonly number[];
  readonly perSecond: number;
  readonly forMs: number;
  /** Of how many members order is sent a request, at most, before it is read what the services keep; 0 where that is not read. */
  readonly seenAtMost: number;
}

/** What a login without a cart may weigh in Redis, where it is kept there, in bytes. */
const SESSION_BYTES_MAX = 200;
/** A refresh family is two more hashes, which is what tells a stolen token from one that was sent twice. */
const FAMILY_BYTES_MAX = 300;
/** With a thousand times the sessions the slowest of a hundred requests may take so many times as long. */
const SLOWER_MAX = 2;
/** Where the slowest takes so long with few logins it is the machine that is slow. */
const BUSY_MS = 50;
/** Fewer requests have no 99th percentile to speak of. */
const REQUESTS_MIN = 1000;

export const whatDoesASessionWeigh = defineExperiment<WeightPlan>({
  question: 'What does a login weigh in the store and in the services, and what do a million of them?',
  claim: {
    number: 3,
    says: "A session keeps the member's data on the server: safer than a cookie, but memory grows with every member.",
  },
  prediction:
    'It grows with every member, by less than 200 bytes each: a million members fit into 200 MB, which is less than one copy of the service takes. Copies beside every service cost that once per service. Tokens and sealed cookies weigh nothing in Redis; an opaque token is a row in the database of member. The services keep nothing that grows with members, except for copies, verified tokens and session ids taken apart, of which there are only so many places.',
  doesNotShow:
    'Numbers just above a power of two, at which tables have doubled and a login weighs 16 bytes more; sessions with a cart, which weigh what the cart does, and the memory of PostgreSQL. Only the first login goes through member, except under memory-session, which is carried no further than 4,000: the others are that login under other ids, restored byte for byte, and one of them is compared with it.',

  arms: (form) =>
    subjects(
      form === 'quick'
        ? ['redis-session', 'replicated-session', 'refreshed-jwt', 'shared-secret-jwt']
        : [...sharedStrategies, 'memory-session'],
    ),

  plan: ({ strategy }, form) => ({
    topology: { ...smallShop(strategy), ...(form === 'full' && { preload: 'collects-garbage' }) },
    needs: ['memory'],
    shoppers: 1,
    ...(form === 'full' && { alone: true }),
    strategy,
    // Just below powers of two, as a million is: Redis' tables of keys and of expiries have so many places, eight bytes each.
    counts:
      form === 'quick'
        ? [1000, 4000, 16_000]
        : keepsAtMember(strategy)
          ? [1000, 2000, 4000]
          : [1000, 16_000, 128_000, 1_000_000],
    requestsAt: form === 'full' && keepsInRedis(strategy) ? [1000, 1_000_000] : [],
    perSecond: 150,
    forMs: 20_000,
    seenAtMost: form === 'quick' ? 0 : seenAtMost(strategy),
  }),

  async perform(plan, stage) {
    const newcomer = new Shopper(stage.shop);
    const { redis } = stage.shop;
    const [login] = await keysMadeBy(redis, async () => {
      await stage.insist({ kind: 'register', target: 'member-1', send: () => newcomer.register() });
      await stage.insist({ kind: 'login', target: 'member-1', send: () => newcomer.login() });
    });
    see(stage, 'first login', { keys: login ? 1 : 0 });
    const services = new SeenServices(plan, newcomer, stage);
    await services.read(0);
    if (!login) return readServices(plan, services, newcomer, stage);
    const base = await memoryOf(stage);
    see(stage, 'memory', { logins: 0, ...base });
    let made = 0;
    try {
      for (const count of plan.counts) {
        stage.says(`${formatNumber(count)} logins`);
        await clone(redis, login, made, count - 1);
        made = count;
        see(stage, 'memory', { logins: count, ...(await memoryOf(stage)) });
        if (plan.requestsAt.includes(count)) await askAtRandom(plan, count, newcomer, stage);
      }
      await compare(login, stage);
      // Last, because Redis may keep something of who was asked for.
      for (const count of plan.counts) await services.read(count);
      see(stage, 'memory when asked', { asked: services.seen, ...(await memoryOf(stage)) });
    } finally {
      await removeClones(redis, login, 0, made - 1);
    }
  },

  claims: () => true,

  judge(history, plan) {
    const [first] = ofKind(history, 'first login');
    if (!first) return { held: undefined, because: 'nobody could log in', figures: {} };
    const figures = figuresOf(history, plan);
    const promised = promisedBytes(plan.strategy);
    if (first.seen?.['keys'] === 0) {
      const atMember = keepsAtMember(plan.strategy) ? bytesAtMember(history) : undefined;
      return {
        held: promised === 0,
        because: `a login writes nothing into Redis${atMember === undefined ? keptWords(history) : `; in the memory of member it takes ${formatNumber(atMember)} bytes`}`,
        figures: {
          bytesPerSession: 0,
          ...servicesIn(history),
          ...(atMember !== undefined && { memberBytesPerSession: atMember }),
        },
      };
    }
    const complaint = complaintOf(history, figures, promised);
    const { bytesPerSession = NaN, copies = 1 } = figures;
    const seen = `a login weighs ${formatNumber(bytesPerSession)} bytes${copies > 1 ? ` in each of ${copies} copies` : ''}, and a million ${formatNumber(bytesPerSession * copies)} MB`;
    if (!Number.isFinite(bytesPerSession))
      return { held: undefined, because: 'memory was not read', figures };
    const busy = tooBusy(figures);
    if (busy !== undefined && complaint === undefined)
      return { held: undefined, because: `${seen}; ${busy}`, figures };
    return {
      held: complaint === undefined,
      because: complaint ? `${complaint}: ${seen}` : `${seen}${notedWords(figures)}${keptWords(history)}`,
      figures,
    };
  },

  conclude(judged) {
    const inStore = judged.filter(({ finding }) => (finding.figures['bytesPerSession'] ?? 0) > 0);
    const atMember = judged.filter(({ arm }) => keepsAtMember(arm.strategy));
    const nowhere = judged.filter(
      (each) => each.finding.figures['bytesPerSession'] === 0 && !atMember.includes(each),
    );
    const session = judged.find(({ arm }) => arm.strategy === 'redis-session')?.finding.figures[
      'bytesPerSession'
    ];
    return {
      verdict: inStore.length > 0 ? 'holds' : 'unknown',
      because: sentences(
        inStore.length > 0 && `Memory of Redis grows with every login under ${namesOf(inStore)}.`,
        nowhere.length > 0 && `It does not under ${namesOf(nowhere)}.`,
        atMember.length > 0 &&
          `Under ${namesOf(atMember)} it is the memory of member that grows, by ${formatNumber(atMember[0]?.finding.figures['memberBytesPerSession'] ?? NaN)} bytes a session.`,
        session !== undefined &&
          `It is little: ${formatNumber(session)} bytes a session, so a million members are ${formatNumber(session)} MB.`,
      ),
    };
  },

  figures: (runs) => [memoryLines(runs), ...orderLines(runs)],
});

const namesOf = (judged: readonly JudgedArm[]): string => listed(judged.map(({ arm }) => armName(arm)));

const keepsAtMember = (strategy: StrategyName): boolean => strategy === 'memory-session';

/** More than there are places for: 100,000 copies of sessions or ids taken apart, 20,000 verified tokens. Copies are what would grow with members, so all of those are asked for. */
const seenAtMost = (strategy: StrategyName): number =>
  strategy === 'cached-session' ? 1_000_000 : keepsInRedis(strategy) ? 128_000 : 32_000;

const promisedBytes = (strategy: StrategyName): number =>
  keepsInRedis(strategy) ? SESSION_BYTES_MAX : strategy === 'refreshed-jwt' ? FAMILY_BYTES_MAX : 0;

/** Writes down what was seen at this moment. */
function see({ recorder }: Stage, kind: string, seen: NonNullable<Operation['seen']>): void {
  const now = recorder.now();
  recorder.add({ kind, target: 'redis', intendedMs: now, startedMs: now, endedMs: now, outcome: 'ok', seen });
}

async function memoryOf({ shop }: Stage): Promise<{ bytes: number; allBytes: number; copies: number }> {
  const bytes = await settledMemory(shop.redis);
  const others = await Promise.all(shop.replicas.map(settledMemory));
  return { bytes, allBytes: others.reduce((sum, each) => sum + each, bytes), copies: 1 + others.length };
}

/** Where Redis is told nothing of a login, only the services are left to look at. */
async function readServices(plan: WeightPlan, services: SeenServices, newcomer: Shopper, stage: Stage) {
  let made = 1;
  for (const count of plan.counts) {
    if (keepsAtMember(plan.strategy)) await logIn(count - made, newcomer, stage);
    made = count;
    await services.read(count);
  }
}

const AT_ONCE = 4;

/** Logins that cannot be cloned: of one member, each with the password. */
async function logIn(count: number, member: Shopper, stage: Stage): Promise<void> {
  const logInOnce = () => stage.insist({ kind: 'login', target: 'member-1', send: () => member.login() });
  for (let left = count; left > 0; left -= AT_ONCE) {
    // A browser that still holds a session would end that one.
    member.credential = {};
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, left) }, logInOnce));
  }
}

/** Whether what was cloned is what a login writes. */
async function compare(login: LoginKey, stage: Stage): Promise<void> {
  const [real, cloned] = await Promise.all(
    [login, cloneOf(login, 0)].map((key) => weigh(stage.shop.redis, key)),
  );
  if (!real || !cloned) return;
  see(stage, 'compared', {
    realBytes: real.bytes,
    clonedBytes: cloned.bytes,
    realEncoding: real.encoding,
    clonedEncoding: cloned.encoding,
  });
}

/** GET /orders on a fixed schedule, each of a member chosen at random. */
function askAtRandom(plan: WeightPlan, count: number, newcomer: Shopper, stage: Stage): Promise<void> {
  const [order] = stage.shop.orders;
  const random = randomFrom(count);
  return stage.load({
    perSecond: plan.perSecond,
    forMs: plan.forMs,
    deed: () => {
      const who = new Shopper(stage.shop);
      who.credential = { ...clonedCookie(newcomer, Math.floor(random() * count)) };
      return {
        kind: requestsAt(count),
        target: 'order-1',
        send: () => who.send('GET', `${order?.url ?? ''}/orders`),
      };
    },
  });
}

const requestsAt = (count: number): string => `orders with ${count} logins`;

function figuresOf(history: History, { requestsAt: counts }: WeightPlan): Record<string, number> {
  const readings = ofKind(history, 'memory').map(({ seen }) => seen as Record<string, number>);
  const [first, last] = [readings.find(({ logins }) => logins !== 0), readings.at(-1)];
  const at = (reading: Record<string, number> | undefined, name: string) => reading?.[name] ?? NaN;
  const grown = (name: string) =>
    (at(last, name) - at(first, name)) / (at(last, 'logins') - at(first, 'logins'));
  const compared = ofKind(history, 'compared')[0]?.seen as Record<string, number> | undefined;
  return {
    bytesPerSession: grown('bytes'),
    allCopiesBytesPerSession: grown('allBytes'),
    copies: at(last, 'copies'),
    logins: at(last, 'logins'),
    usedBytes: at(last, 'bytes'),
    ...servicesIn(history),
    ...notedIn(history, at(last, 'bytes')),
    ...(compared && { realLoginBytes: compared['realBytes'] ?? NaN }),
    ...Object.fromEntries(
      counts.map((count) => [`slowestOfHundredWith${count}Ms`, percentile(latencies(history, count), 0.99)]),
    ),
  };
}

/** What the services keep with the most logins, in MB: as the system sees it, and by what is left after garbage was collected, over what they kept with none. */
function servicesIn(history: History): Record<string, number> {
  const readings = ofKind(history, 'services').map(({ seen }) => seen as Record<string, number>);
  const [none, most] = [readings[0], readings.at(-1)];
  if (!none || !most) return {};
  const grown = (name: string) => ((most[name] ?? NaN) - (none[name] ?? NaN)) / 1e6;
  return {
    orderKeptMB: grown('orderKept'),
    memberKeptMB: grown('memberKept'),
    orderResidentMB: (most['orderResident'] ?? NaN) / 1e6,
    memberResidentMB: (most['memberResident'] ?? NaN) / 1e6,
  };
}

/** What Redis keeps of each login that order has asked it for: whom to tell when it changes. @param before what it took before, in bytes */
function notedIn(history: History, before: number): Record<string, number> {
  const { asked = 0, bytes = NaN } = (ofKind(history, 'memory when asked')[0]?.seen ?? {}) as Record<
    string,
    number
  >;
  return asked > 0 ? { notedBytesPerSession: (bytes - before) / asked } : {};
}

/** Below that it is what settles in an allocator. */
const NOTED_BYTES_MIN = 5;

function notedWords({ notedBytesPerSession = 0 }: Readonly<Record<string, number>>): string {
  return notedBytesPerSession > NOTED_BYTES_MIN
    ? `; to announce its changes Redis takes ${formatNumber(notedBytesPerSession)} bytes more of each that order has asked for`
    : '';
}

/** What one login more takes there, from the fewest to the most that were made. */
function bytesAtMember(history: History): number {
  const [, few, ...more] = ofKind(history, 'services').map(({ seen }) => seen as Record<string, number>);
  const many = more.at(-1);
  const grown = (name: string) => (many?.[name] ?? NaN) - (few?.[name] ?? NaN);
  return grown('memberKept') / grown('logins');
}

function keptWords(history: History): string {
  const { orderKeptMB } = servicesIn(history);
  return orderKeptMB === undefined
    ? ''
    : `; with the most logins order keeps ${formatNumber(Math.max(0, orderKeptMB))} MB more than with none`;
}

const latencies = (history: History, count: number): number[] =>
  ofKind(history, requestsAt(count)).map(({ intendedMs, endedMs }) => endedMs - intendedMs);

function complaintOf(
  history: History,
  figures: Readonly<Record<string, number>>,
  promised: number,
): string | undefined {
  const compared = ofKind(history, 'compared')[0]?.seen;
  if (compared && compared['realEncoding'] !== compared['clonedEncoding'])
    return 'what was cloned is not what a login writes';
  if ((figures['bytesPerSession'] ?? 0) > promised) return `more than ${promised} bytes`;
  const [few, many] = slowestIn(figures);
  const asked = history.filter(({ kind }) => kind.startsWith('orders with'));
  if (few === undefined || many === undefined || few > BUSY_MS || asked.length < REQUESTS_MIN)
    return undefined;
  return many > SLOWER_MAX * few
    ? `requests take ${formatNumber(many)} ms instead of ${formatNumber(few)} with the most logins`
    : undefined;
}

/** The slowest of a hundred requests, with the fewest logins and with the most. */
const slowestIn = (figures: Readonly<Record<string, number>>): number[] =>
  Object.entries(figures)
    .filter(([name]) => name.startsWith('slowestOfHundredWith'))
    .map(([, value]) => value);

function tooBusy(figures: Readonly<Record<string, number>>): string | undefined {
  const [few = 0] = slowestIn(figures);
  return few > BUSY_MS
    ? `the slowest of a hundred requests took ${formatNumber(few)} ms with the fewest logins: the machine is too busy to compare it`
    : undefined;
}
