import { describe, expect, it } from '@jest/globals';
import { type Arm, armName } from '../experiment.js';
import { type ExperimentName, experimentNames, experimentOf } from '../experiments/index.js';
import { drivers } from '../topology/drivers.js';
import type { Chosen } from './schedule.js';
import { leftOutLines, withinReach } from './within-reach.js';

const choose = (...names: ExperimentName[]): Chosen[] =>
  names.map((name) => ({ name, experiment: experimentOf(name), arms: experimentOf(name).arms('full') }));

const inContainers = (...names: ExperimentName[]) => withinReach(choose(...names), drivers.compose, 'full');

describe('what can be performed where the shop runs', () => {
  it('is everything as processes', () => {
    const all = choose(...experimentNames);
    expect(withinReach(all, drivers.processes, 'full')).toEqual({ chosen: all, leftOut: [] });
  });

  it('is not an experiment of which no arm that answers it is left, and why is said', () => {
    const { chosen, leftOut } = inContainers('what-does-copying-sessions-cost');
    expect(chosen).toEqual([]);
    expect(leftOutLines(leftOut, chosen)).toEqual([
      'what-does-copying-sessions-cost needs a Redis replica beside every single service; run it with --on processes',
    ]);
  });

  it('is the rest of an experiment of which some arms cannot be, and those are named', () => {
    const { chosen, leftOut } = inContainers('can-a-logged-out-session-come-back');
    const races = (arm: Arm) => arm.variant === 'logout races a change' && arm.role === 'subject';
    const all = experimentOf('can-a-logged-out-session-come-back').arms('full');
    expect(chosen.map(({ arms }) => arms)).toEqual([all.filter((arm) => !races(arm))]);
    expect(leftOut.map(({ arm }) => arm)).toEqual(all.filter(races).map(armName));
    expect(leftOutLines(leftOut, chosen)).toEqual([
      expect.stringMatching(
        /^can-a-logged-out-session-come-back: without .*redis-session, logout races a change.* \(needs links to Redis that can be slowed\)$/,
      ),
    ]);
  });

  it('is nothing that measures a busy process where the load has no core of its own', () => {
    const oneCore = { has: drivers.processes.has.filter((need) => need !== 'cores') };
    const { chosen, leftOut } = withinReach(
      choose('does-it-scale-out', 'does-the-server-remember'),
      oneCore,
      'full',
    );
    expect(chosen.map(({ name }) => name)).toEqual(['does-the-server-remember']);
    expect(new Set(leftOut.map(({ need }) => need))).toEqual(new Set(['cores']));
  });

  it.each([
    'what-does-a-request-cost',
    'does-it-scale-out',
    'what-does-a-session-weigh',
    'what-can-a-thief-in-the-browser-take',
  ] as const)('is not %s in containers', (name) => {
    expect(inContainers(name).chosen).toEqual([]);
  });
});
