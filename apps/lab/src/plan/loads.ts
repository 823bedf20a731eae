import type { Demands, PlannedStrategy } from './demands.js';
import type { Question } from './question.js';
import { missShare, missShareOf } from './renewal.js';
import { strategyFacts } from './strategy-facts.js';
import { utilisation } from './utilisation.js';

/** How often things happen, per second over the whole shop. */
export interface Rates {
  readonly requests: number;
  /** Requests with a credential that the order process does not remember. */
  readonly misses: number;
  /** Look-ups in the shared Redis, or introspections; at the replicas of their own where there are such. */
  readonly lookUps: number;
  /** Sessions whose idle limit is moved, or refresh tokens that are rotated. */
  readonly writes: number;
  readonly refreshes: number;
  readonly logins: number;
}

/** Busy cores of each part; of `order` and `ownReplica`, of each single one. */
export interface Loads {
  readonly order: number;
  /** Of the Redis that is written to, all primaries of a Cluster together. */
  readonly redis: number;
  readonly ownReplica: number;
  readonly member: number;
  /** Of both databases together. */
  readonly database: number;
}

export interface Situation extends Pick<Question, 'requestsPerSecond' | 'members'> {
  readonly strategy: PlannedStrategy;
  readonly replicas: number;
  readonly lifetimeSeconds: number;
}

/** Requests are spread over members and over replicas at random. */
export function ratesOf({
  strategy,
  requestsPerSecond,
  members,
  replicas,
  lifetimeSeconds,
}: Situation): Rates {
  const { asks, remembers, touchSeconds, boughtWith } = strategyFacts[strategy];
  const ofOne = requestsPerSecond / members;
  const share = remembers
    ? missShareOf(
        ofOne / replicas,
        remembers.forSeconds === 'lifetime' ? lifetimeSeconds : remembers.forSeconds,
        members,
        remembers.places,
      )
    : 1;
  const misses = requestsPerSecond * share;
  const bought = requestsPerSecond * missShare(ofOne, lifetimeSeconds);
  const touches = touchSeconds === undefined ? 0 : requestsPerSecond * missShare(ofOne, touchSeconds);
  const refreshes = boughtWith === 'refresh token' ? bought : 0;
  return {
    requests: requestsPerSecond,
    misses,
    lookUps: asks === 'nobody' ? 0 : misses,
    writes: touches + refreshes,
    refreshes,
    logins: boughtWith === 'password' ? bought : 0,
  };
}

/** Utilisation law for every part: rates times demands. */
export function loadsOf(situation: Situation, demands: Demands): Loads {
  const rates = ratesOf(situation);
  const { asks } = strategyFacts[situation.strategy];
  const cost = inSeconds(demands, situation.strategy);
  const { replicas } = situation;
  const known = rates.requests - rates.misses;
  const order =
    utilisation(rates.requests, cost.route) +
    utilisation(known, cost.known) +
    utilisation(rates.misses, cost.new);
  const written = utilisation(rates.writes + rates.logins, cost.write);
  const asked = rates.lookUps * (asks === 'member' ? 1 : 0);
  return {
    order: order / replicas,
    // A write is done where it is sent to, and written out once more for each copy.
    redis:
      asks === 'own replica'
        ? written + replicas * utilisation(rates.writes + rates.logins, cost.write * FAN_OUT)
        : (asks === 'redis' ? utilisation(rates.lookUps, cost.lookUp) : 0) + written,
    ownReplica: asks === 'own replica' ? utilisation(rates.lookUps / replicas, cost.lookUp) + written : 0,
    member: utilisation(rates.logins, cost.login) + utilisation(asked + rates.refreshes, cost.member),
    database:
      utilisation(rates.requests, cost.database) +
      utilisation(rates.logins, cost.loginDatabase) +
      utilisation(asked, cost.memberDatabase),
  };
}

/** What handing a write on to one replica costs Redis, over the write itself: it is copied into one more buffer and sent. An estimate, not measured. */
const FAN_OUT = 0.2;

/** CPU of order for a request of this kind, and so on, in seconds. */
function inSeconds({ route, login, strategies }: Demands, strategy: PlannedStrategy) {
  const own = strategies[strategy];
  const seconds = {
    route: route.orderMicros,
    known: own.knownMicros,
    new: own.newMicros,
    lookUp: own.lookUpMicros,
    write: own.writeMicros,
    member: own.memberMicros,
    memberDatabase: own.memberDatabaseMicros,
    login: login.memberMicros,
    loginDatabase: login.databaseMicros,
    database: route.databaseMicros,
  };
  return Object.fromEntries(Object.entries(seconds).map(([name, micros]) => [name, micros / 1e6])) as Record<
    keyof typeof seconds,
    number
  >;
}
