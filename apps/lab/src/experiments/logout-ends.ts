import { setTimeout as delay } from 'node:timers/promises';
import { type History, type Operation, ofKind, percentile } from '../history.js';
import type { Deed } from '../load/record.js';
import type { Stage } from '../run/stage.js';
import type { Service } from '../topology/service.js';

/** Once refused so many times in a row it counts as refused for good. */
const REFUSED_FOR_GOOD = 3;

/**
 * One member logs in, is known at every replica of order, logs out, and somebody goes on using a copy of the credential.
 * @param options how long it is tried at most, in milliseconds, and whether the member stays logged in
 */
export async function logOutAndTry(
  shopper: number,
  { patienceMs, stays = false }: { readonly patienceMs: number; readonly stays?: boolean },
  stage: Stage,
): Promise<void> {
  const { shop, recorder, shoppers } = stage;
  const who = shoppers[shopper];
  if (!who) throw new Error('There is no such shopper');
  await stage.insist({ kind: 'login', target: 'member-1', shopper, send: () => who.login() });
  const copy = who.copy();
  const attempt = (kind: string, { name, url }: Service): Deed => ({
    kind,
    target: name,
    shopper,
    // A copy of its own each time: a newer form of the credential that comes back is not used.
    send: () => copy.copy().send('GET', `${url}/orders`),
  });
  for (const replica of shop.orders) await stage.insist(attempt('before', replica));
  const [first] = shop.orders;
  const logout = {
    kind: 'logout',
    target: 'member-1',
    shopper,
    send: () => who.send('POST', `${who.member}/logout`),
  };
  // Where nobody logs out, a look takes the place of it.
  await stage.insist(stays && first ? attempt('logout', first) : logout);
  const loggedOutMs = recorder.now();
  const tryOn = async (replica: Service) => {
    for (let refused = 0; refused < REFUSED_FOR_GOOD;) {
      const answer = await stage.do(attempt('after', replica));
      refused = answer?.status === 401 ? refused + 1 : 0;
      const sinceMs = recorder.now() - loggedOutMs;
      if (sinceMs > patienceMs) return;
      // A hundredth of the time that has passed: the same resolution everywhere on a logarithmic axis.
      if (sinceMs > 100) await delay(sinceMs / 100);
    }
  };
  await Promise.all(shop.orders.map(tryOn));
}

/** How a credential ended at one replica. What was answered with 503 says nothing about it. */
export interface End {
  readonly login: Operation;
  /** When the logout was answered. */
  readonly loggedOutMs: number;
  /** When the last request was sent that was still let in; undefined when none was. */
  readonly lastAcceptedMs: number | undefined;
  /** When the first was sent that was refused for good; undefined when it never was. */
  readonly refusedMs: number | undefined;
  /** From the logout's answer to the sending of the first request that was refused for good. */
  readonly lagMs: number | undefined;
  /** Whether nobody can say. */
  readonly isUnclear: boolean;
}

export function endsOf(history: History): End[] {
  const shoppers = new Set(ofKind(history, 'logout').map(({ shopper }) => shopper));
  return [...shoppers].flatMap((shopper) => {
    const own = history.filter((operation) => operation.shopper === shopper);
    const login = ofKind(own, 'login').findLast(({ outcome }) => outcome === 'ok');
    const logout = ofKind(own, 'logout').at(-1);
    if (!login || !logout) return [];
    const targets = new Set(ofKind(own, 'after').map(({ target }) => target));
    return [...targets].map((target) => {
      const there = own.filter((operation) => operation.target === target);
      const wasKnown = ofKind(there, 'before').some(({ outcome }) => outcome === 'ok');
      const end = endOf(login, logout.endedMs, ofKind(there, 'after'));
      return logout.outcome === 'ok' && wasKnown ? end : { ...end, isUnclear: true };
    });
  });
}

function endOf(login: Operation, loggedOutMs: number, tries: readonly Operation[]): End {
  const lastAcceptedMs = tries.findLast(({ outcome }) => outcome === 'ok')?.startedMs;
  const refusedMs = tries.find(
    ({ outcome, startedMs }) => outcome === 'refused' && startedMs > (lastAcceptedMs ?? -1),
  )?.startedMs;
  return {
    login,
    loggedOutMs,
    lastAcceptedMs,
    refusedMs,
    lagMs: refusedMs === undefined ? undefined : refusedMs - loggedOutMs,
    isUnclear: refusedMs === undefined && tries.at(-1)?.outcome !== 'ok',
  };
}

export function inWords(ms: number): string {
  if (ms < 1) return 'less than 1 ms';
  return ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export const spanOf = (lags: readonly number[]): string =>
  `it was refused ${inWords(percentile(lags, 0.5))} after the logout, ${inWords(percentile(lags, 1))} at the latest`;
