import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../experiment.js';
import { clockShifted } from '../faults/service-faults.js';
import { type History, ofKind, outcomes } from '../history.js';
import type { Stage } from '../run/stage.js';

export interface ClockRun {
  readonly perSecond: number;
  /** Milliseconds of load while the clock is wrong, and once it is right again. */
  readonly goneMs: number;
  readonly afterMs: number;
  /** How long logins live where nobody asks before they are over, in milliseconds. */
  readonly overAfterMs?: number;
}

/** The end of a login is rounded to whole seconds. */
const ROUNDING_MS = 1000;

/** Everybody asks every order in turn: before, while the clock of the first is wrong, and once it is right again. */
export async function askUnderWrongClock(
  clockSeconds: number,
  { perSecond, goneMs, afterMs, overAfterMs = 0 }: ClockRun,
  stage: Stage,
): Promise<void> {
  const ask = (n: number) => {
    const replica = n % stage.shop.orders.length;
    return { ...stage.orders(Math.floor(n / stage.shop.orders.length), replica), kind: 'ask' };
  };
  const made = performance.now();
  for (let n = 0; n < stage.shop.orders.length * stage.shoppers.length; n++) await stage.do(ask(n));
  const end = await stage.begin(clockShifted('orders', 0, clockSeconds));
  if (overAfterMs > 0) await delay(made + overAfterMs + ROUNDING_MS - performance.now());
  await stage.load({ perSecond, forMs: goneMs, deed: ask });
  await end();
  await stage.load({ perSecond, forMs: afterMs, deed: ask });
}

/** @param areOver whether every login was over when it was tried under the wrong clock, and must be refused */
export function judgeClock(history: History, areOver: boolean): Finding {
  const asked = ofKind(history, 'ask');
  const [fault] = ofKind(history, 'fault');
  const { startedMs = Infinity, target } = fault ?? {};
  const mendedMs = Number(fault?.seen?.['mendedMs'] ?? fault?.endedMs);
  const before = asked.filter(({ intendedMs }) => intendedMs < startedMs);
  const during = asked.filter(({ intendedMs }) => intendedMs >= startedMs && intendedMs < mendedMs);
  const after = asked.filter(({ intendedMs }) => intendedMs >= mendedMs);
  const wrong = during.filter((request) => request.target === target);
  const others = [...during.filter((request) => request.target !== target), ...after];
  const mistaken = areOver ? 'ok' : 'refused';
  const { ok, refused } = outcomes(wrong);
  const figures = {
    requests: wrong.length,
    served: ok / wrong.length,
    refused: refused / wrong.length,
    wrongElsewhere: outcomes(others)[mistaken],
  };
  const said = `under the wrong clock ${ok} of ${wrong.length} requests were let in and ${refused} answered with 401`;
  if (!fault || wrong.length === 0 || after.length === 0)
    return { held: undefined, because: 'nobody asked under the wrong clock or after it', figures };
  if (outcomes(before).ok === 0 || outcomes(before).refused > 0)
    return { held: undefined, because: 'not everybody was logged in before', figures };
  // A busy machine answers 503 now and then, which says nothing of the clock.
  if (ok + refused < wrong.length / 2)
    return { held: undefined, because: `most requests were not answered: ${said}`, figures };
  if (figures.wrongElsewhere > 0)
    return {
      held: false,
      because: `${said}, and ${figures.wrongElsewhere} answers were wrong where or when all clocks were right`,
      figures,
    };
  const when = areOver ? `${said}, all of them after the end of the login` : said;
  return { held: outcomes(wrong)[mistaken] === 0, because: when, figures };
}
