import { availableParallelism } from 'node:os';
import { expect, it } from '@jest/globals';
import { HashingTurns } from './hashing-turns.js';

it('leaves a core and a thread to the rest, and turns away whoever would wait too long', async () => {
  const turns = new HashingTurns();
  let running = 0;
  let most = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const work = async () => {
    most = Math.max(most, ++running);
    await opened;
    running--;
  };
  const atATime = Math.max(1, Math.min(3, availableParallelism() - 1));
  const taken = Array.from({ length: 200 + atATime }, () => turns.take(work));
  await new Promise(setImmediate);
  await expect(turns.take(work)).rejects.toMatchObject({ code: 'login-unavailable' });
  open();
  await Promise.all(taken);
  expect(most).toBe(atATime);
  await turns.take(work);
});
