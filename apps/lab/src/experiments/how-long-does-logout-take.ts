import { setTimeout as delay } from 'node:timers/promises';
import { type StrategyName, claimsOf } from '@doorman/auth';
import { type Arm, type Plan, type Run, armName, defineExperiment } from '../experiment.js';
import { percentile } from '../history.js';
import type { Figure } from '../report/figure.js';
import type { Environment } from '../topology/settings.js';
import { listed, sentences, sharedStrategies, smallShop, subjects } from './arms.js';
import { type End, endsOf, inWords, logOutAndTry, spanOf } from './logout-ends.js';

/** By when a credential is to be refused everywhere. */
export type Promised = 'within' | 'at-expiry' | 'never';

export interface LogoutPlan extends Plan {
  readonly promised: Promised;
  /** `within`: a request sent later than this after the logout's answer must be refused. */
  readonly withinMs: number;
  /** `at-expiry`: how long the credential lives from the second in which it was made. */
  readonly lifetimeMs: number;
  /** How long it lives where nobody sets it otherwise. */
  readonly defaultLifetimeMs?: number;
  /** How long after the logout it is still tried. */
  readonly patienceMs: number;
}

/** Lives short enough to be waited for. */
const SHORT_SECONDS = 3;
/** The next member begins so much later at the latest: nobody waits for another's credential to expire. */
const NEXT_AFTER_MS = 150;

const NO_LOGOUT = 'nobody logs out';
const HASTY = 'expected at once';
const FEED = 'revocation feed on';

/**
 * What a strategy's claim comes to in milliseconds. `at-once`: not one request sent after the logout's answer. Half a second for an announcement or a copy on
 * its way leaves room for a busy machine, and is what `cached-session` states for a connection that died in silence.
 */
const withinMsOf = (strategy: StrategyName): number =>
  claimsOf(strategy).revocation === 'at-once' ? 0 : 500;

/** How credentials that end at expiry are made to end soon, and how long they live by default, in seconds. */
const shortLives: Partial<
  Record<StrategyName, { readonly environment: Environment; readonly seconds: number }>
> = {
  'shared-secret-jwt': { environment: { ACCESS_TOKEN_TTL: String(SHORT_SECONDS) }, seconds: 900 },
  'public-key-jwt': { environment: { ACCESS_TOKEN_TTL: String(SHORT_SECONDS) }, seconds: 900 },
  'refreshed-jwt': { environment: { ACCESS_TOKEN_TTL: String(SHORT_SECONDS) }, seconds: 300 },
  'sealed-cookie': {
    environment: { SESSION_IDLE_TTL: String(SHORT_SECONDS), SESSION_ABSOLUTE_TTL: String(SHORT_SECONDS) },
    seconds: 1800,
  },
};

function promiseOf({ strategy, variant }: Arm): Promised {
  if (variant === NO_LOGOUT) return 'never';
  if (variant === HASTY || variant === FEED) return 'within';
  return claimsOf(strategy).revocation === 'at-expiry' ? 'at-expiry' : 'within';
}

export const howLongDoesLogoutTake = defineExperiment<LogoutPlan>({
  question:
    'Somebody logs out at member. How long does order, at each of its replicas, still accept the credential?',
  claim: { number: 11, says: 'Logging out deletes the session on the server.' },
  prediction:
    'With a store that is asked for every request, not one request sent after the logout is let in. With copies it takes milliseconds. A token or a sealed cookie knows nothing of the logout and lives on until it expires; a revocation feed makes that milliseconds too.',
  doesNotShow:
    'What a service does that is cut off from the store or its announcements. Each time is at most what is shown: on a machine so busy that the first request after the logout is answered 503, the next one counts.',

  arms: () => [
    { strategy: 'redis-session', variant: NO_LOGOUT, role: 'control' },
    { strategy: 'shared-secret-jwt', variant: HASTY, role: 'must-fail' },
    ...subjects(sharedStrategies),
    ...subjects(['refreshed-jwt'], [FEED]),
  ],

  plan(arm, form) {
    const promised = promiseOf(arm);
    const short = arm.variant === FEED ? undefined : shortLives[arm.strategy];
    return {
      topology: {
        ...smallShop(arm.strategy),
        ...(short && { environment: short.environment }),
        ...(arm.variant === FEED && { environment: { REVOCATION_FEED: 'on' } }),
      },
      shoppers: form === 'quick' ? 4 : 20,
      promised,
      withinMs: withinMsOf(arm.strategy),
      lifetimeMs: SHORT_SECONDS * 1000,
      ...(short && { defaultLifetimeMs: short.seconds * 1000 }),
      patienceMs: promised === 'never' ? 500 : short ? (SHORT_SECONDS + 1) * 1000 : 2000,
    };
  },

  async perform(plan, stage) {
    const episodes: Promise<void>[] = [];
    for (const shopper of stage.shoppers.keys()) {
      const episode = logOutAndTry(
        shopper,
        { patienceMs: plan.patienceMs, stays: plan.promised === 'never' },
        stage,
      );
      episodes.push(episode);
      await Promise.race([episode, delay(NEXT_AFTER_MS)]);
    }
    await Promise.all(episodes);
  },

  claims: () => true,

  judge(history, plan) {
    const ends = endsOf(history);
    const lags = ends.flatMap(({ lagMs }) => (lagMs === undefined ? [] : [lagMs]));
    const figures = {
      replicas: ends.length,
      stillAccepted: ends.length - lags.length,
      ...(lags.length > 0 && { medianMs: percentile(lags, 0.5), slowestMs: percentile(lags, 1) }),
    };
    if (ends.length === 0 || ends.some(({ isUnclear }) => isUnclear))
      return { held: undefined, because: 'whether it was accepted or refused cannot be told', figures };
    const wrong = ends.map((end) => complaintOf(end, plan)).filter((complaint) => complaint !== undefined);
    const { length } = ends;
    const seen = lags.length === 0 ? `it was accepted all the time at ${length} of ${length}` : spanOf(lags);
    return {
      held: wrong.length === 0,
      because: wrong[0] ? `${wrong[0]} (${wrong.length} of ${length} times)` : seen,
      figures,
    };
  },

  conclude(judged) {
    const arms = judged.filter(({ arm }) => arm.role === 'subject');
    const late = arms.filter(({ arm }) => promiseOf(arm) === 'at-expiry').map(({ arm }) => armName(arm));
    const soon = arms.filter(({ arm, finding }) => promiseOf(arm) === 'within' && finding.held);
    const slowest = Math.max(...soon.map(({ finding }) => finding.figures['slowestMs'] ?? 0));
    return {
      verdict: 'depends',
      because: sentences(
        soon.length > 0 &&
          `Where there is something to delete, the credential was refused by every replica ${inWords(slowest)} after the logout at the latest.`,
        late.length > 0 &&
          `Under ${listed(late)} a logout deletes nothing: a copy of the credential was good until it expired.`,
      ),
    };
  },

  figures: (runs) => [strip(runs)],
});

/** What is wrong with how it ended; undefined when it ended as promised. Tokens are dated in whole seconds, so one may end up to a second early. */
function complaintOf(end: End, { promised, withinMs, lifetimeMs }: LogoutPlan): string | undefined {
  const { login, loggedOutMs, lastAcceptedMs, refusedMs } = end;
  if (promised === 'never') return refusedMs === undefined ? undefined : 'it was refused without a logout';
  if (promised === 'within') {
    const lateMs = (lastAcceptedMs ?? 0) - loggedOutMs;
    return lateMs > withinMs ? `it was still accepted ${inWords(lateMs)} after the logout` : undefined;
  }
  if (refusedMs === undefined || (lastAcceptedMs ?? 0) > login.endedMs + lifetimeMs)
    return 'it was still accepted after it had expired';
  return refusedMs < login.startedMs + lifetimeMs - 1000 ? 'it was refused before it had expired' : undefined;
}

function strip(runs: readonly Run<LogoutPlan>[]): Figure {
  return {
    form: 'strip',
    title: 'How long a credential was good after its logout',
    finding:
      'What is looked up ends at once, what is copied in milliseconds, what stands in the credential at expiry.',
    axis: { label: 'milliseconds from the logout to the first refusal', logarithmic: true },
    rows: runs
      .filter(({ plan }) => plan.promised !== 'never')
      .map(({ arm, plan, history }) => ({
        arm: armName(arm),
        values: endsOf(history).flatMap(({ lagMs }) => (lagMs === undefined ? [] : [lagMs])),
        ...(plan.defaultLifetimeMs !== undefined && {
          note: `lives ${plan.lifetimeMs / 1000} s here, ${plan.defaultLifetimeMs / 1000} s by default`,
        }),
      })),
  };
}
