import type { Experiment } from '../experiment.js';
import { doesOrderKnowWhoLoggedInAtMember } from './does-order-know-who-logged-in-at-member.js';
import { doesTheServerRemember } from './does-the-server-remember.js';
import { whatDiesWithTheStore } from './what-dies-with-the-store.js';
import { howLongDoesLogoutTake } from './how-long-does-logout-take.js';
import { canALoggedOutSessionComeBack } from './can-a-logged-out-session-come-back.js';

/** Every experiment, by the question that is its name, in the order of the report. */
const experiments = {
  'does-the-server-remember': doesTheServerRemember,
  'does-order-know-who-logged-in-at-member': doesOrderKnowWhoLoggedInAtMember,
  'what-dies-with-the-store': whatDiesWithTheStore,
  'how-long-does-logout-take': howLongDoesLogoutTake,
  'can-a-logged-out-session-come-back': canALoggedOutSessionComeBack,
};

export type ExperimentName = keyof typeof experiments;

export const experimentNames = Object.keys(experiments) as readonly ExperimentName[];

/** The experiment, with its plan's type forgotten: only its own judge looks into its plan. */
export const experimentOf = (name: ExperimentName): Experiment => experiments[name] as unknown as Experiment;
