import { type Claims, claimsOf } from '@doorman/auth';
import { type Bottleneck, busiest, limitsOf } from './capacity.js';
import type { Demands, PlannedStrategy } from './demands.js';
import { type Latency, latencyOf } from './latency.js';
import { type Loads, type Situation, loadsOf, ratesOf } from './loads.js';
import type { Question } from './question.js';
import { lifetimeFor, strategyFacts } from './strategy-facts.js';
import { coresFor } from './utilisation.js';

/** How busy a part may be planned to be: at 60 % a queue makes waits of 2.5 times the work, and one of three replicas can die. */
export const TARGET = 0.6;
/** One to serve while the other is restarted. */
const REPLICAS_MIN = 2;
/** Of one Redis. A larger one takes minutes to start again and to be copied. */
const NODE_BYTES = 64 * 2 ** 30;
/** Over what sessions weigh: fragmentation, buffers, and pages that are copied while the append-only file is rewritten. */
const MEMORY_HEADROOM = 1.5;
/** A Redis Cluster has three primaries at least. */
const CLUSTER_MIN = 3;

export interface RedisPlan {
  readonly form: 'none' | 'one primary with a replica' | 'Cluster' | 'a replica beside every service';
  readonly nodes: number;
  /** Over all nodes, with headroom. */
  readonly bytes: number;
}

/** What one strategy takes to answer a question. */
export interface StrategyPlan {
  readonly strategy: PlannedStrategy;
  /** Why it cannot answer it at all; absent when it can. */
  readonly unfit?: string;
  readonly orderReplicas: number;
  readonly redis: RedisPlan;
  readonly memberCores: number;
  readonly databaseCores: number;
  readonly orderMemoryBytes: number;
  /** Credentials on their way in, and what goes to and from Redis or member to find out who is asking, in bytes per second. */
  readonly networkBytesPerSecond: number;
  /** What is fully busy first when the load grows and order alone is given more replicas than planned, and how busy it is now. */
  readonly binding: { readonly part: Bottleneck; readonly utilisation: number };
  readonly latency: Latency;
  readonly revocationLagSeconds: number;
  readonly survives: Claims['survives'];
  readonly logins: { readonly perSecond: number; readonly lifetimeSeconds: number };
}

export function planStrategy(strategy: PlannedStrategy, question: Question, demands: Demands): StrategyPlan {
  const facts = strategyFacts[strategy];
  const usable = lifetimeFor(facts, question.maxRevocationLagSeconds);
  const lifetimeSeconds = usable ?? facts.lifetimeSeconds;
  const lag = facts.revocation === 'lifetime' ? lifetimeSeconds : facts.revocation;
  const base = { ...question, strategy, lifetimeSeconds };
  const situation = { ...base, replicas: replicasFor(base, demands) };
  const loads = loadsOf(situation, demands);
  const redis = redisFor(situation, loads, demands);
  const [memberCores, databaseCores] = [loads.member, loads.database].map((busy) => coresFor(busy, TARGET));
  const pools = {
    redisNodes: primariesIn(redis),
    memberCores: memberCores ?? 1,
    databaseCores: databaseCores ?? 1,
  };
  const unfit = unfitBecause(strategy, { usable, lag }, question, loads) ?? tooLarge(strategy, redis);
  return {
    strategy,
    ...(unfit !== undefined && { unfit }),
    orderReplicas: situation.replicas,
    redis,
    memberCores: pools.memberCores,
    databaseCores: pools.databaseCores,
    orderMemoryBytes: rememberedBytes(situation, demands),
    networkBytesPerSecond: networkOf(situation, demands),
    binding: busiest(loads, limitsOf(strategy)),
    latency: latencyOf(situation, loads, pools, demands),
    revocationLagSeconds: lag,
    survives: claimsOf(strategy).survives,
    logins: { perSecond: ratesOf(situation).logins, lifetimeSeconds },
  };
}

/** The fewest replicas that stay at the target: a replica more remembers less of each member's requests, so they are found by going up. */
function replicasFor(situation: Omit<Situation, 'replicas'>, demands: Demands): number {
  let replicas = REPLICAS_MIN;
  for (;;) {
    const needed = coresFor(loadsOf({ ...situation, replicas }, demands).order * replicas, TARGET);
    if (needed <= replicas) return replicas;
    replicas = needed;
  }
}

function redisFor({ strategy, members, replicas }: Situation, loads: Loads, demands: Demands): RedisPlan {
  const bytes = members * demands.strategies[strategy].storeBytes * MEMORY_HEADROOM;
  if (bytes === 0) return { form: 'none', nodes: 0, bytes: 0 };
  if (strategyFacts[strategy].asks === 'own replica') {
    const copies = 1 + replicas + coresFor(loads.member, TARGET);
    return { form: 'a replica beside every service', nodes: copies, bytes: bytes * copies };
  }
  const needed = Math.max(coresFor(loads.redis, TARGET), Math.ceil(bytes / NODE_BYTES));
  return needed <= 1 || !strategyFacts[strategy].canCluster
    ? { form: 'one primary with a replica', nodes: 2, bytes: 2 * bytes }
    : { form: 'Cluster', nodes: 2 * Math.max(CLUSTER_MIN, needed), bytes: 2 * bytes };
}

const primariesIn = ({ form, nodes }: RedisPlan): number => (form === 'Cluster' ? nodes / 2 : 1);

function rememberedBytes({ strategy, members, replicas }: Situation, demands: Demands): number {
  const places = strategyFacts[strategy].remembers?.places ?? 0;
  return replicas * Math.min(places, members) * demands.strategies[strategy].rememberedBytes;
}

/** A look-up or a write with its answer, with TCP and IP around it, on its own packets; and an introspection over HTTP. */
const STORE_MESSAGE_BYTES = 250;
const MEMBER_MESSAGE_BYTES = 900;

function networkOf(situation: Situation, demands: Demands): number {
  const { strategy, replicas } = situation;
  const { asks } = strategyFacts[strategy];
  const { requests, lookUps, writes, logins, refreshes } = ratesOf(situation);
  const messages = { nobody: 0, 'own replica': 0, redis: STORE_MESSAGE_BYTES, member: MEMBER_MESSAGE_BYTES }[
    asks
  ];
  const stored = demands.strategies[strategy].storeBytes > 0 ? writes + logins : 0;
  const copies = asks === 'own replica' ? replicas : 1;
  return (
    requests * demands.strategies[strategy].credentialBytes +
    lookUps * messages +
    stored * copies * STORE_MESSAGE_BYTES +
    refreshes * MEMBER_MESSAGE_BYTES
  );
}

function unfitBecause(
  strategy: PlannedStrategy,
  { usable, lag }: { readonly usable: number | undefined; readonly lag: number },
  { maxRevocationLagSeconds = Infinity }: Question,
  loads: Loads,
): string | undefined {
  const { part, utilisation } = busiest(loads, limitsOf(strategy));
  if (usable === undefined)
    return strategy === 'refreshed-jwt'
      ? 'a token would have to be bought anew every few seconds; REVOCATION_FEED=on, with one Redis primary, would do'
      : 'a credential would have to expire within minutes, and everybody would log in again each time';
  if (lag > maxRevocationLagSeconds)
    return `a logout is felt ${lag * 1000} ms later at the latest, and that is too late`;
  // Order's database is the same whatever the strategy: it has to be divided then, which is no reason against one of them.
  if (part !== 'order' && part !== 'database' && utilisation > TARGET)
    return `${part} would be ${Math.round(utilisation * 100)} % busy, and cannot be made larger`;
  return undefined;
}

const tooLarge = (strategy: PlannedStrategy, { nodes, bytes }: RedisPlan): string | undefined =>
  !strategyFacts[strategy].canCluster && nodes > 0 && bytes / nodes > NODE_BYTES
    ? `every Redis would hold ${Math.round(bytes / nodes / 2 ** 30)} GiB, and sessions cannot be spread over several`
    : undefined;
