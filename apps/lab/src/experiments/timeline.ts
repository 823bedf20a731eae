import { type Plan, type Run, armName } from '../experiment.js';
import { type History, type Operation, ofKind, outcomes } from '../history.js';
import type { BarsFigure, TimelineFigure } from '../report/figure.js';

/** The plan of an experiment that reads its answer off requests before, during and after a fault. */
export interface TimelinePlan extends Plan {
  /** Answers later than this count as not given, in milliseconds. */
  readonly tooLateMs: number;
}

/** Failures this soon after the mending belong to it: the design promises service again within a second. */
export const RECOVERY_MS = 1000;

/**
 * A busy machine makes some answers late, a quarter of them where eight times as many programs run as it has cores; a service that waits for what is away
 * makes nearly all of them late. So more than this share must be late before it counts.
 */
const LATE_SHARE = 0.5;

/** Whether the service waited for the part that was away longer than it may. */
export const isTooLate = ({ during, late }: Timeline): boolean => late > during.length * LATE_SHARE;

export interface Timeline {
  readonly during: readonly Operation[];
  readonly after: readonly Operation[];
  /** How many of those during the fault were answered too late or never. */
  readonly late: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** Splits the requests at the fault: those sent while it held, and those sent once the part had been back for the time to recover. */
export function readTimeline(history: History, tooLateMs: number, kind = 'orders'): Timeline {
  const requests = ofKind(history, kind);
  const [fault] = ofKind(history, 'fault');
  const mendedMs = Number(fault?.seen?.['mendedMs'] ?? fault?.endedMs);
  const during = fault
    ? requests.filter(
        ({ intendedMs }) => intendedMs >= fault.startedMs && intendedMs < fault.endedMs - tooLateMs,
      )
    : requests;
  const after = fault ? requests.filter(({ intendedMs }) => intendedMs >= mendedMs + RECOVERY_MS) : [];
  const failed = requests.filter(
    ({ outcome, intendedMs }) => outcome !== 'ok' && intendedMs >= (fault?.startedMs ?? 0),
  );
  const isLate = ({ intendedMs, endedMs }: Operation) => endedMs - intendedMs > tooLateMs;
  const late = during.filter(isLate).length;
  const inTime = outcomes(during.filter((request) => !isLate(request)));
  const share = (count: number) => (during.length === 0 ? NaN : count / during.length);
  return {
    during,
    after,
    late,
    figures: {
      requests: during.length,
      served: share(inTime.ok),
      refused: share(inTime.refused),
      unavailable: share(inTime.unavailable),
      hung: share(late),
      slowestMs: Math.max(0, ...during.map(({ intendedMs, endedMs }) => endedMs - intendedMs)),
      ...(fault && failed[0] && { toFirstFailureMs: failed[0].endedMs - fault.startedMs }),
      ...(fault &&
        failed.length > 0 && {
          toLastFailureMs: Math.max(0, ...failed.map(({ endedMs }) => endedMs - mendedMs)),
        }),
    },
  };
}

interface Words {
  readonly title: string;
  readonly finding: string;
  /** Which requests to draw; `orders` when absent. */
  readonly kinds?: readonly string[];
}

/** What came of every request, with the time of the fault. */
export const timelines = (
  runs: readonly Run[],
  { title, finding, kinds = ['orders'] }: Words,
): TimelineFigure => ({
  form: 'timeline',
  title,
  finding,
  panels: runs.map(({ arm, history }) => ({
    arm: armName(arm),
    faults: ofKind(history, 'fault').map(({ startedMs, endedMs, seen }) => ({
      fromMs: startedMs,
      toMs: endedMs,
      mendedMs: Number(seen?.['mendedMs'] ?? endedMs),
      what: String(seen?.['what']),
    })),
    points: history
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ intendedMs, endedMs, outcome }) => ({
        atMs: intendedMs,
        latencyMs: endedMs - intendedMs,
        outcome,
      })),
  })),
});

/** What came of the requests that were sent while the fault held. */
export const shares = <P extends TimelinePlan>(
  runs: readonly Run<P>[],
  { title, finding, kinds: [kind] = ['orders'] }: Words,
): BarsFigure => ({
  form: 'bars',
  title,
  finding,
  axis: { label: 'share of requests' },
  bars: runs.map(({ arm, plan, history }) => {
    const { figures } = readTimeline(history, plan.tooLateMs, kind);
    const { served = 0, unavailable = 0, refused = 0 } = figures;
    return {
      arm: armName(arm),
      parts: {
        served,
        'told so (503)': unavailable,
        'logged out (401)': refused,
        'lost or hung': 1 - served - unavailable - refused,
      },
    };
  }),
});
