import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { firstMissing, readDemands } from './demands.js';
import { roundDemands } from './testing/round-demands.js';

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

test('a route or a login that costs nothing is nonsense: it would be served without limit', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'doorman-demands-'));
  const path = join(directory, 'free.json');
  const demands = roundDemands();
  try {
    await writeFile(path, JSON.stringify(demands));
    expect(await readDemands(path)).toEqual(demands);
    for (const free of [
      { route: { ...demands.route, orderMicros: 0 } },
      { login: { ...demands.login, memberMicros: 0 } },
    ]) {
      await writeFile(path, JSON.stringify({ ...demands, ...free }));
      await expect(readDemands(path)).rejects.toThrow(/must be more than 0/);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});
