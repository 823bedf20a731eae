import type { StrategyName } from '@doorman/auth';
import type { History } from './history.js';
import type { Figure } from './report/figure.js';
import type { Stage } from './run/stage.js';
import type { Need } from './topology/needs.js';
import type { Preload } from './topology/preload.js';
import type { Environment } from './topology/settings.js';

/** `quick`: five minutes for everything together. `full`: longer and more of it, for figures to rely on. */
export type Form = 'quick' | 'full';

/** The shop that a run needs. Runs that need the same one use the same one, one after the other. */
export interface TopologyPlan {
  readonly strategy: StrategyName;
  readonly members: number;
  readonly orders: number;
  /** Settings over those that the services get anyway. */
  readonly environment?: Environment;
  /** What is loaded into every service before it starts, to show what it is like without something. */
  readonly preload?: Preload;
  /** The major version of another Node that runs the services; the laboratory's own when absent. */
  readonly node?: number;
  /** Whether every service reaches Redis through a proxy of its own, so that the way there can be broken. */
  readonly proxied?: boolean;
  /** Whether Redis has a replica, and Sentinels that promote it when its primary is silent. */
  readonly sentinel?: boolean;
}

/** What is done in one run, as plain data: it is saved with the result, and the judge is given it. */
export interface Plan {
  readonly topology: TopologyPlan;
  /** How many members are logged in before it begins. */
  readonly shoppers: number;
  /** Whether nothing else may run meanwhile, because what is measured is what the machine can do. */
  readonly alone?: boolean;
  /** What not every way to run the shop has: an arm is left out where it is missing. */
  readonly needs?: readonly Need[];
  /** Whatever else this experiment decides beforehand, such as rates in operations per second and times in milliseconds. */
  readonly [name: string]: unknown;
}

/** One run of an experiment: a strategy, and what is done differently from the other runs of the same strategy. */
export interface Arm {
  readonly strategy: StrategyName;
  readonly variant?: string;
  /**
   * `control`: nothing is broken, and all must be well. `must-fail`: what is asked about cannot hold; if it seems to, the experiment measures
   * something else. Either one going wrong makes every verdict `unknown`.
   */
  readonly role: 'subject' | 'control' | 'must-fail';
}

/** What a judge reads off a history. */
export interface Finding {
  /** Whether what the experiment asks about holds in this arm; undefined when the history cannot tell. */
  readonly held: boolean | undefined;
  readonly because: string;
  readonly figures: Readonly<Record<string, number>>;
}

export type ArmVerdict = 'as-claimed' | 'not-as-claimed' | 'unknown';
export type ClaimVerdict = 'holds' | 'refuted' | 'depends' | 'unknown';

export interface JudgedArm {
  readonly arm: Arm;
  readonly verdict: ArmVerdict;
  readonly finding: Finding;
}

/** What the arms together say about the essay's claim. */
export interface Conclusion {
  readonly verdict: ClaimVerdict;
  readonly because: string;
}

/** An arm with what was done and what happened. */
export interface Run<P extends Plan = Plan> {
  readonly arm: Arm;
  readonly plan: P;
  readonly history: History;
}

/** One question, the runs that answer it, and the rule that reads the answer off the history. */
export interface Experiment<P extends Plan = Plan> {
  readonly question: string;
  /** Which of the essay's twelve claims it tests (section 9 of the design), and what that says, in our words; 0 for one beyond them. */
  readonly claim: { readonly number: number; readonly says: string };
  /** Written before running. */
  readonly prediction: string;
  /** What a careful reader must not conclude from it. */
  readonly doesNotShow: string;
  /** @param replicas how many order services were asked for; only for an experiment that compares numbers of them */
  arms(form: Form, replicas?: number): readonly Arm[];
  plan(arm: Arm, form: Form): P;
  perform(plan: P, stage: Stage): Promise<void>;
  /** Whether the strategy claims that what is asked about holds in this arm. */
  claims(arm: Arm): boolean;
  /** Pure: unit-tested on hand-written histories. */
  judge(history: History, plan: P, arm: Arm): Finding;
  /** Pure. Only asked when every control and must-fail arm went as it must. */
  conclude(judged: readonly JudgedArm[]): Conclusion;
  /** Pure: what to draw. */
  figures(runs: readonly Run<P>[]): readonly Figure[];
}

/** Ties an experiment's plan to its judge. */
export const defineExperiment = <P extends Plan>(experiment: Experiment<P>): Experiment<P> => experiment;

/** The subject arms that tell a strategy's promise apart from what happened. */
export function verdictOf(finding: Finding, claimed: boolean): ArmVerdict {
  if (finding.held === undefined) return 'unknown';
  return finding.held === claimed ? 'as-claimed' : 'not-as-claimed';
}

/** `redis-session`, or `redis-session, frozen` */
export const armName = ({ strategy, variant }: Arm): string =>
  variant ? `${strategy}, ${variant}` : strategy;
