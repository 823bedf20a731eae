import { randomBytes } from 'node:crypto';
import { type StrategyName, strategyNames } from '@doorman/auth';
import { type Plan, armName, defineExperiment } from '../experiment.js';
import { type Attacker, type Forgery, forgers, forgesInRedis } from '../forgery/forgeries.js';
import { type History, ofKind, outcomes } from '../history.js';
import { type Answer, Shopper } from '../load/shopper.js';
import type { Stage } from '../run/stage.js';
import { listed, sentences, sides, smallShop, subjects } from './arms.js';

/** Whose settings the attacker has. */
type Leak = 'order' | 'member' | 'none';

export interface LeakPlan extends Plan {
  readonly leak: Leak;
}

const OF_MEMBER = "with member's settings";
const GUESSED = 'with a guessed secret';

/** The strategies whose *Shares* line names nothing that makes a credential: what order needs only lets it ask, or check. */
const cannotForge: ReadonlySet<StrategyName> = new Set(['opaque-token', 'public-key-jwt']);

export const whatCanALeakedSecretDo = defineExperiment<LeakPlan>({
  question:
    'Everything that the process of order was given leaks. Can whoever has it make a credential of a member who never logged in there?',
  claim: {
    number: 0,
    says: 'Beyond the essay: only ACCESS_TOKEN_SECRET must be shared (claim 10), and what is shared can leak.',
  },
  prediction:
    'Whoever can check an HS256 token can make one, and so it is with a sealed cookie. Whoever reaches the Redis of the sessions can write one into it. Not with a public key, which only checks, and not with an opaque token, where order may only ask.',
  doesNotShow:
    "What a member's stolen credential is worth, and the databases: the laboratory's one PostgreSQL lets every service into each of them, so order's DATABASE_URL is left out. Give each service a user of its own.",

  arms: () => [
    { strategy: 'shared-secret-jwt', variant: GUESSED, role: 'control' },
    { strategy: 'public-key-jwt', variant: OF_MEMBER, role: 'must-fail' },
    ...subjects(strategyNames.filter((strategy) => forgers[strategy])),
  ],

  plan: ({ strategy, variant }) => ({
    topology: smallShop(strategy),
    ...(forgesInRedis(strategy) && { needs: ['store address'] }),
    shoppers: 1,
    leak: variant === OF_MEMBER ? 'member' : variant === GUESSED ? 'none' : 'order',
  }),

  async perform({ leak }, stage) {
    const [victim] = stage.shoppers;
    if (!victim) throw new Error('The plan has no shopper');
    const me = await stage.insist({
      kind: 'honest',
      target: 'member-1',
      send: () => victim.send('GET', `${victim.member}/me`),
    });
    const victimId = idIn(me) ?? '';
    const forger = forgers[stage.shop.strategy];
    const attacker = { victimId, memberUrl: victim.member, settings: settingsOf(leak, stage) };
    for (const forgery of (await forger?.(attacker)) ?? []) await tryForgery(forgery, victimId, stage);
    if (stage.shop.strategy === 'opaque-token') await introspect(victim, attacker.settings, stage);
  },

  claims: ({ strategy }) => cannotForge.has(strategy),

  judge(history) {
    const tried = ofKind(history, 'forged');
    const { ok, refused } = outcomes(tried);
    const ways = new Set(tried.map(({ seen }) => seen?.['how']));
    const accepted = new Set(
      tried.filter(({ outcome }) => outcome === 'ok').map(({ seen }) => seen?.['how']),
    );
    const figures = {
      ways: ways.size,
      waysAccepted: accepted.size,
      requests: tried.length,
      requestsAccepted: ok,
      introspected: ofKind(history, 'introspect').filter(({ seen }) => seen?.['active']).length,
      tookForVictim: tried.filter(({ seen }) => seen?.['tookForVictim']).length,
    };
    const isHonestKnown = ofKind(history, 'honest').some(({ outcome }) => outcome === 'ok');
    if (tried.length === 0 || !isHonestKnown || (ok === 0 && refused < tried.length))
      return { held: undefined, because: 'not every try was answered', figures };
    return {
      held: ok === 0,
      because:
        ok > 0
          ? `a credential of another member, ${listed([...accepted].map(String))}, was accepted by ${ok} of ${tried.length} services`
          : `of ${ways.size} ways to make a credential of another member none was accepted`,
      figures,
    };
  },

  conclude(judged) {
    const { held, fell } = sides(judged);
    return {
      verdict: 'depends',
      because: sentences(
        fell.length > 0 &&
          `Under ${listed(fell)} the settings of order are enough to pass for any member, everywhere.`,
        held.length > 0 && `Under ${listed(held)} they are not.`,
      ),
    };
  },

  figures: (runs) => [
    {
      form: 'bars',
      title: "Credentials of another member, made from a service's settings",
      finding: 'What is enough to check an HS256 token is enough to make one.',
      axis: { label: 'requests with a forged credential' },
      bars: runs.map(({ arm, history }) => ({ arm: armName(arm), parts: partsOf(history) })),
    },
  ],
});

/** Where nothing leaked, a secret of the right form that is not the right one. */
function settingsOf(leak: Leak, { shop }: Stage): Attacker['settings'] {
  if (leak === 'none') return { ACCESS_TOKEN_SECRET: randomBytes(48).toString('base64url') };
  return (leak === 'order' ? shop.orders[0] : shop.members[0])?.settings ?? {};
}

const idIn = (answer: Answer | undefined): string | undefined =>
  (answer?.body as { id?: string } | undefined)?.id;

/** Shows it to every service. Member says whom it takes the bearer for. */
async function tryForgery({ how, headers }: Forgery, victimId: string, stage: Stage): Promise<void> {
  const { members, orders } = stage.shop;
  const paths = [
    ...members.map((service) => ({ service, path: '/me' })),
    ...orders.map((service) => ({ service, path: '/orders' })),
  ];
  for (const { service, path } of paths) {
    const thief = new Shopper(stage.shop);
    thief.credential = { ...headers };
    await stage.insist({
      kind: 'forged',
      target: service.name,
      send: () => thief.send('GET', `${service.url}${path}`),
      see: (answer) => ({ how, tookForVictim: idIn(answer) === victimId }),
    });
  }
}

/** What SERVICE_TOKEN is for: to ask whose a token is, which whoever asks must hold already. */
async function introspect(victim: Shopper, { SERVICE_TOKEN = '' }: Attacker['settings'], stage: Stage) {
  const token = victim.credential['authorization']?.replace('Bearer ', '') ?? '';
  const headers = {
    authorization: `Bearer ${SERVICE_TOKEN}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const form = new URLSearchParams({ token }).toString();
  await stage.insist({
    kind: 'introspect',
    target: 'member-1',
    send: () => new Shopper(stage.shop).send('POST', `${victim.member}/introspect`, form, headers),
    see: ({ body }) => ({ active: (body as { active?: boolean }).active === true }),
  });
}

function partsOf(history: History): Record<string, number> {
  const { ok, refused } = outcomes(ofKind(history, 'forged'));
  return { accepted: ok, refused };
}
