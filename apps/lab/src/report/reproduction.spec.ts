import { describe, expect, it } from '@jest/globals';
import { reproductionOf } from './reproduction.js';

describe('the command that does an experiment again', () => {
  it('names the seed, and the quick form where it was one', () => {
    expect(reproductionOf('x', { form: 'full', seed: 3 })).toBe('npm run lab -- run x --seed 3');
    expect(reproductionOf('x', { form: 'quick', seed: 0 })).toBe('npm run lab -- run x --seed 0 --quick');
  });

  it('repeats what was asked for instead of the plan', () => {
    const asked = { form: 'full', seed: 1, strategies: ['redis-session', 'stateless'], replicas: 3 } as const;
    const command = 'npm run lab -- run x --seed 1 --strategy redis-session,stateless --replicas 3';
    expect(reproductionOf('x', asked)).toBe(command);
    expect(reproductionOf('x', { ...asked, on: 'processes' })).toBe(command);
    expect(reproductionOf('x', { ...asked, on: 'compose' })).toBe(`${command} --on compose`);
  });
});
