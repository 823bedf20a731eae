import type { Form } from '../experiment.js';
import { NodeMissing, otherNode } from '../topology/other-nodes.js';
import type { Chosen } from './schedule.js';

/** Fetches the other Nodes that arms are performed on, and leaves out those arms whose Node cannot be had, saying why on standard error. */
export async function withoutMissingNodes(chosen: readonly Chosen[], form: Form): Promise<Chosen[]> {
  const missing = new Map<number, boolean>();
  const isMissing = async (major: number): Promise<boolean> => {
    const known = missing.get(major);
    if (known !== undefined) return known;
    const because = await reasonWhyNot(major);
    if (because !== undefined) process.stderr.write(`What runs on Node ${major} is left out: ${because}.\n`);
    missing.set(major, because !== undefined);
    return because !== undefined;
  };
  const kept: Chosen[] = [];
  for (const { arms, ...each } of chosen) {
    const left = [];
    for (const arm of arms) {
      const { node } = each.experiment.plan(arm, form).topology;
      if (node === undefined || !(await isMissing(node))) left.push(arm);
    }
    kept.push({ ...each, arms: left });
  }
  return kept;
}

const reasonWhyNot = (major: number): Promise<string | undefined> =>
  otherNode(major).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof NodeMissing) return error.message;
      throw error;
    },
  );
