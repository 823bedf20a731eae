import { expect, test } from '@jest/globals';
import { firstMissing, readDemands } from './demands.js';

test('ours are whole, and say where they were measured', async () => {
  const { measured } = await readDemands();
  expect(measured.machine).not.toBe('');
  expect(measured.source).not.toBe('');
});

test('a number that is not there, or is none, is named', () => {
  const model = { route: { orderMicros: 1 }, source: 'here' };
  expect(firstMissing(model, { route: {}, source: 'there' })).toBe('route.orderMicros');
  expect(firstMissing(model, { route: { orderMicros: -1 }, source: 'there' })).toBe('route.orderMicros');
  expect(firstMissing(model, { route: { orderMicros: 1e300 }, source: 'there' })).toBe('route.orderMicros');
  expect(firstMissing(model, { route: { orderMicros: 3 } })).toBe('source');
  expect(firstMissing(model, undefined)).toBe('route.orderMicros');
  expect(firstMissing(model, { route: { orderMicros: 3 }, source: 'there' })).toBeUndefined();
});

test('a file that is not there is nonsense, not a crash', async () => {
  await expect(readDemands('/no/such/file.json')).rejects.toThrow(/cannot be read/);
});
