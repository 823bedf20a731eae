import type { Experiment } from '../experiment.js';
import { canTheSecretBeRotated } from './can-the-secret-be-rotated.js';
import { doesALostReplicaLogPeopleOut } from './does-a-lost-replica-log-people-out.js';
import { canALoggedOutSessionComeBack } from './can-a-logged-out-session-come-back.js';
import { doesOrderKnowWhoLoggedInAtMember } from './does-order-know-who-logged-in-at-member.js';
import { doesItScaleOut } from './does-it-scale-out.js';
import { doesTheServerRemember } from './does-the-server-remember.js';
import { howLongDoesLogoutTake } from './how-long-does-logout-take.js';
import { howLongIsTheMorningAfter } from './how-long-is-the-morning-after.js';
import { whatDoesARequestCost } from './what-does-a-request-cost.js';
import { whatDoesASessionWeigh } from './what-does-a-session-weigh.js';
import { whatDiesWithMember } from './what-dies-with-member.js';
import { whatDiesWithTheStore } from './what-dies-with-the-store.js';
import { howBigIsTheCredential } from './how-big-is-the-credential.js';
import { whatCanALeakedSecretDo } from './what-can-a-leaked-secret-do.js';
import { whatDoesCopyingSessionsCost } from './what-does-copying-sessions-cost.js';
import { whatCanAThiefInTheBrowserTake } from './what-can-a-thief-in-the-browser-take.js';

/** Every experiment, by the question that is its name, in the order of the report. */
const experiments = {
  'does-the-server-remember': doesTheServerRemember,
  'does-order-know-who-logged-in-at-member': doesOrderKnowWhoLoggedInAtMember,
  'what-dies-with-the-store': whatDiesWithTheStore,
  'what-dies-with-member': whatDiesWithMember,
  'does-a-lost-replica-log-people-out': doesALostReplicaLogPeopleOut,
  'can-the-secret-be-rotated': canTheSecretBeRotated,
  'how-long-is-the-morning-after': howLongIsTheMorningAfter,
  'how-long-does-logout-take': howLongDoesLogoutTake,
  'can-a-logged-out-session-come-back': canALoggedOutSessionComeBack,
  'how-big-is-the-credential': howBigIsTheCredential,
  'what-can-a-leaked-secret-do': whatCanALeakedSecretDo,
  'what-does-copying-sessions-cost': whatDoesCopyingSessionsCost,
  'what-does-a-request-cost': whatDoesARequestCost,
  'what-does-a-session-weigh': whatDoesASessionWeigh,
  'does-it-scale-out': doesItScaleOut,
  'what-can-a-thief-in-the-browser-take': whatCanAThiefInTheBrowserTake,
};

export type ExperimentName = keyof typeof experiments;

export const experimentNames = Object.keys(experiments) as readonly ExperimentName[];

/** The experiment, with its plan's type forgotten: only its own judge looks into its plan. */
export const experimentOf = (name: ExperimentName): Experiment => experiments[name] as unknown as Experiment;
