import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { untilReady } from './ready.js';
import { Stopping, Supervisor } from './supervisor.js';

const node = (script: string, stopSignal?: NodeJS.Signals) => ({
  name: 'child',
  tier: 'service' as const,
  file: process.execPath,
  args: ['-e', script],
  ...(stopSignal && { stopSignal }),
});

describe('the supervisor', () => {
  it('stops what it started and removes what it made, and starts nothing afterwards', async () => {
    const supervisor = new Supervisor();
    const directory = await supervisor.directory('doorman-spec-');
    const child = supervisor.start(node('setInterval(() => {}, 1000)'));
    await supervisor.stopAll();
    expect(await child.exited).toEqual({ code: undefined, signal: 'SIGTERM' });
    expect(existsSync(directory)).toBe(false);
    expect(() => supervisor.start(node(''))).toThrow(Stopping);
    await expect(supervisor.directory('doorman-spec-')).rejects.toThrow(Stopping);
  });

  it('kills a child that does not heed its stop signal', async () => {
    const supervisor = new Supervisor();
    const child = supervisor.start(
      node(`process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)`),
    );
    await untilReady(child, () => Promise.resolve(child.lastLines() === 'deaf'), 5_000);
    expect(await child.stop(50)).toEqual({ code: undefined, signal: 'SIGKILL' });
  });

  it('reports a child that ends while starting with what it printed', async () => {
    const supervisor = new Supervisor();
    const child = supervisor.start(node(`console.error('no secret'); process.exitCode = 3`));
    const ready = untilReady(child, () => Promise.resolve(false), 5_000);
    await expect(ready).rejects.toThrow('child ended with code 3 while starting:\nno secret');
  });

  it('says so when there is no such program', () => {
    expect(() => new Supervisor().start({ ...node(''), file: 'no-such-program' })).toThrow(
      'cannot run no-such-program',
    );
  });
});
