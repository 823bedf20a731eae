import type { Experiment, Run } from '../experiment.js';
import type { Arm } from '../experiment.js';
import type { Topology } from '../topology/topology.js';
import { Stage } from './stage.js';

/** Performs one arm in a running shop. Whatever happens, what was broken is mended before it returns. */
export async function perform(
  experiment: Experiment,
  arm: Arm,
  plan: Run['plan'],
  shop: Topology,
  says: (doing: string) => void,
): Promise<Run> {
  const stage = new Stage(shop, says);
  try {
    await stage.admit(plan);
    await experiment.perform(plan, stage);
  } finally {
    await stage.mend();
  }
  return { arm, plan, history: stage.recorder.operations };
}
