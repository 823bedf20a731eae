import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { StrategyName } from '@doorman/auth';
import { type Plan, armName, defineExperiment } from '../experiment.js';
import { rollingRestart } from '../faults/service-faults.js';
import { ofKind, outcomes } from '../history.js';
import { balanced } from '../load/balanced.js';
import type { Deed } from '../load/record.js';
import type { Stage } from '../run/stage.js';
import { listed, sides, smallShop, subjects } from './arms.js';
import { timelines } from './timeline.js';

/** What a strategy signs or seals with, and who is told. */
interface Secret {
  readonly variable: string;
  readonly toldTo: 'every service' | 'member';
  make(): string;
}

const sharedSecret: Secret = {
  variable: 'ACCESS_TOKEN_SECRET',
  toldTo: 'every service',
  make: () => randomBytes(48).toString('base64url'),
};

const privateKey: Secret = {
  variable: 'ACCESS_TOKEN_PRIVATE_KEY',
  toldTo: 'member',
  make: () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ format: 'pem', type: 'pkcs8' })
      .toString(),
};

const secrets = {
  'sealed-cookie': sharedSecret,
  'shared-secret-jwt': sharedSecret,
  'refreshed-jwt': sharedSecret,
  'public-key-jwt': privateKey,
} as const satisfies Partial<Record<StrategyName, Secret>>;

type SecretStrategy = keyof typeof secrets;
const secretStrategies = Object.keys(secrets) as SecretStrategy[];

const OVERLAPPING = 'with overlap';
const NAIVE = 'the new secret replaces the old one';

export interface RotationPlan extends Plan {
  readonly strategy: SecretStrategy;
  readonly rotation: 'overlapping' | 'naive' | undefined;
  readonly perSecond: number;
  /** Milliseconds of load before, between the steps, and after. */
  readonly pauseMs: number;
}

export const canTheSecretBeRotated = defineExperiment<RotationPlan>({
  question: 'The secret is replaced while people shop and log in. Is anybody logged out by it?',
  claim: {
    number: 10,
    says: 'With a JWT only ACCESS_TOKEN_SECRET must be shared and managed to scale out.',
  },
  prediction:
    'In two rolling restarts, first everyone accepts the new secret and then everyone signs with it, nobody gets a 401 under any strategy with a secret. When the new secret simply replaces the old one, everybody is logged out, at some replicas sooner than at others.',
  doesNotShow:
    'That the old secret is useless afterwards: it is accepted until it is taken away, after the longest lifetime of what was signed with it.',

  /** Quick: the naive way under shared-secret-jwt alone, and one secret and one pair of keys: every arm restarts all services, most of them twice. */
  arms: (form) => [
    { strategy: 'shared-secret-jwt', variant: 'not rotated', role: 'control' },
    ...(form === 'quick' ? (['shared-secret-jwt'] as const) : secretStrategies).map(
      (strategy) => ({ strategy, variant: NAIVE, role: 'must-fail' }) as const,
    ),
    ...subjects(form === 'quick' ? ['shared-secret-jwt', 'public-key-jwt'] : secretStrategies, [OVERLAPPING]),
  ],

  plan: ({ strategy, variant }, form) => ({
    topology: smallShop(strategy),
    shoppers: form === 'quick' ? 6 : 30,
    strategy: strategy as SecretStrategy,
    rotation: variant === OVERLAPPING ? 'overlapping' : variant === NAIVE ? 'naive' : undefined,
    perSecond: form === 'quick' ? 30 : 100,
    pauseMs: form === 'quick' ? 400 : 3000,
  }),

  async perform({ strategy, rotation, perSecond, pauseMs }, stage) {
    const enough = new AbortController();
    const twoMinutesMs = 120_000;
    const load = stage.load({
      perSecond,
      forMs: twoMinutesMs,
      until: enough.signal,
      deed: (n) => deed(stage, n),
    });
    await delay(pauseMs);
    for (const step of rotation ? steps(stage, secrets[strategy], rotation) : []) {
      await stage.recorder.timed('fault', 'secret', step.take, () => ({
        outcome: 'ok',
        seen: { what: step.name },
      }));
      await delay(pauseMs);
    }
    enough.abort();
    await load;
  },

  claims: () => true,

  judge(history, { rotation }) {
    const asked = ofKind(history, 'ask');
    const logins = outcomes(ofKind(history, 'login'));
    const steps = ofKind(history, 'fault');
    const since = Math.max(0, ...steps.map(({ endedMs }) => endedMs));
    const after = asked.filter(({ intendedMs }) => intendedMs >= since);
    const { ok, refused } = outcomes(asked);
    const turnedAway = refused + logins.refused;
    const figures = {
      requests: asked.length,
      served: ok / asked.length,
      refused: turnedAway / (asked.length + ofKind(history, 'login').length),
      logins: logins.ok,
      rotationMs: steps.reduce((total, { startedMs, endedMs }) => total + endedMs - startedMs, 0),
    };
    const missing = { overlapping: 2, naive: 1, none: 0 }[rotation ?? 'none'] - steps.length;
    if (after.length === 0 || logins.ok === 0 || missing > 0) {
      return { held: undefined, because: 'the rotation was not completed under load', figures };
    }
    return {
      held: turnedAway === 0 && ok === asked.length,
      because: `of ${asked.length} requests ${ok} were served and ${refused} answered with 401, while ${logins.ok} logged in and ${logins.refused} were refused`,
      figures,
    };
  },

  conclude(judged) {
    const { held, fell } = sides(judged);
    return {
      verdict: fell.length === 0 ? 'holds' : 'depends',
      because: `The secret is all that must be managed, but it must be managed in two steps: with an overlap nobody was logged out under ${listed(held)}${fell.length === 0 ? '' : `, but somebody under ${listed(fell)}`}; replaced at once, it logs everybody out.`,
    };
  },

  figures: (runs) => [
    timelines(runs, {
      title: 'Requests while the secret is replaced',
      finding: 'In two steps nobody notices; in one everybody is logged out.',
      kinds: ['ask'],
    }),
    {
      form: 'bars',
      title: 'What came of requests while the secret was replaced',
      finding: 'It is the missing overlap that logs people out, not the new secret.',
      axis: { label: 'requests' },
      bars: runs.map(({ arm, history }) => {
        const asked = ofKind(history, 'ask');
        const { ok, refused } = outcomes(asked);
        const parts = {
          served: ok,
          'logged out (401)': refused,
          'not served': asked.length - ok - refused,
        };
        return { arm: armName(arm), parts };
      }),
    },
  ],
});

/** Every seventh request is a login of the first half; the others keep what they have had since before. All ask orders of each replica in turn. */
function deed({ shop, shoppers }: Stage, n: number): Deed {
  const round = Math.floor(n / shoppers.length);
  if (n % 7 === 0) {
    const shopper = Math.floor(n / 7) % Math.ceil(shoppers.length / 2);
    const who = shoppers[shopper];
    if (!who) throw new Error('The plan has no shopper');
    return { kind: 'login', target: 'member-1', shopper, send: () => who.login() };
  }
  const shopper = n % shoppers.length;
  const where = { target: 'order', replicas: shop.orders, path: '/orders' };
  return balanced({ kind: 'ask', turn: round, ...where }, shopper, shoppers[shopper]);
}

interface Step {
  readonly name: string;
  readonly take: () => Promise<void>;
}

function steps({ shop }: Stage, secret: Secret, rotation: 'overlapping' | 'naive'): Step[] {
  const previous = `${secret.variable}_PREVIOUS`;
  const old = shop.members[0]?.settings[secret.variable] ?? '';
  const next = secret.make();
  const services = secret.toldTo === 'member' ? shop.members : [...shop.members, ...shop.orders];
  const restarted = (current: string, alsoAccepted: string) => () =>
    rollingRestart(services, { [secret.variable]: current, [previous]: alsoAccepted });
  return rotation === 'naive'
    ? [{ name: 'the new secret alone', take: restarted(next, '') }]
    : [
        { name: 'the new one is accepted', take: restarted(old, next) },
        { name: 'the new one signs', take: restarted(next, old) },
      ];
}
