import { describe, expect, it } from '@jest/globals';
import { counted, describeFigure, formatNumber, formatTime } from './numbers.js';

describe('numbers in the report', () => {
  it.each([
    [0, '0'],
    [5, '5'],
    [1234567, '1,234,567'],
    [-1234.5, '-1,230'],
    [273.456, '273'],
    [5.823, '5.82'],
    [0.98765, '0.988'],
    [0.0001234, '0.000123'],
    [1e-9, '1e-9'],
    [NaN, 'none'],
    [Infinity, 'without end'],
  ])('writes %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    ['slowestMs', 273.4, 'slowest: 273 ms'],
    ['toFirstFailureMs', 2, 'to first failure: 2 ms'],
    ['requestsPerSecond', 1500, 'requests: 1,500 per second'],
    ['credentialBytes', 341, 'credential: 341 bytes'],
    ['lifetimeSeconds', 900, 'lifetime: 900 s'],
    ['served', 0.5, 'served: 0.5'],
    ['Ms', 1, 'ms: 1'],
    ['p99Ms', Infinity, 'p99: without end'],
  ])('describes the figure %s with its unit', (name, value, text) =>
    expect(describeFigure(name, value)).toBe(text),
  );

  it('counts things in words', () => {
    expect([counted(1, 'arm'), counted(0, 'arm'), counted(2000, 'arm')]).toEqual([
      '1 arm',
      '0 arms',
      '2,000 arms',
    ]);
  });

  it('takes the time as it stands in the manifest, whatever the time zone', () => {
    expect(formatTime('2026-11-24T19:42:43.606Z')).toBe('2026-11-24 19:42 UTC');
  });
});
