import { expect, test } from '@jest/globals';
import type { Arm } from '../experiment.js';
import type { Operation, Outcome } from '../history.js';
import { whatCanAThiefInTheBrowserTake as experiment } from './what-can-a-thief-in-the-browser-take.js';

const operation = (kind: string, outcome: Outcome = 'ok', seen?: Operation['seen']): Operation => ({
  kind,
  target: 'order-1',
  intendedMs: 0,
  startedMs: 0,
  endedMs: 1,
  outcome,
  ...(seen && { seen }),
});

const subject: Arm = { strategy: 'redis-session', role: 'subject' };
const found = (history: readonly Operation[], arm = subject) =>
  experiment.judge(history, experiment.plan(arm, 'quick'), arm);

const honest = operation('honest');
const attack = ({ elsewhere = 'refused', otherSite = 'refused' }: Readonly<Record<string, Outcome>> = {}) => [
  honest,
  operation('act in the page'),
  operation('read', elsewhere),
  operation('use elsewhere', elsewhere),
  operation('write from another site', otherSite),
];

test('it holds when nothing can be taken away, though the script acts while the page is open', () => {
  expect(found(attack())).toMatchObject({ held: true, figures: { actedInThePage: 1, usedElsewhere: 0 } });
});

test('a credential that is good elsewhere has been taken', () => {
  expect(found(attack({ elsewhere: 'ok' }))).toMatchObject({ held: false, figures: { usedElsewhere: 1 } });
});

test('so does a write from another site break it', () => {
  expect(found(attack({ otherSite: 'ok' }))).toMatchObject({ held: false, figures: { otherSiteWrites: 1 } });
});

test('without an attack it is enough that the member can shop', () => {
  expect(found([honest], { ...subject, variant: 'nobody attacks', role: 'control' }).held).toBe(true);
});

test('nothing can be told without a browser, without a member, or when the attack got stuck', () => {
  const problem = 'there is no Chromium here: run `sudo apt-get install chromium`';
  expect(found([operation('browser', 'unavailable', { problem })])).toMatchObject({
    held: undefined,
    because: problem,
  });
  expect(found([operation('honest', 'unavailable')]).held).toBeUndefined();
  expect(found([honest]).held).toBeUndefined();
});

test('only a cookie is claimed to stay where it is', () => {
  const claims = (strategy: Arm['strategy'], variant?: string) =>
    experiment.claims({ strategy, role: 'subject', ...(variant && { variant }) });
  expect(claims('redis-session')).toBe(true);
  expect(claims('shared-secret-jwt', 'token in an HttpOnly cookie')).toBe(true);
  expect(claims('shared-secret-jwt', 'token in localStorage')).toBe(false);
});
