import { setTimeout as delay } from 'node:timers/promises';
import type { Shopper } from '../load/shopper.js';
import { cpuBetween, cpuOf } from '../measure/cpu.js';
import type { Topology } from '../topology/topology.js';

const TRIES_MAX = 10;

/** CPU for one, in microseconds. */
export interface LoginCosts {
  readonly memberMicros: number;
  readonly databaseMicros: number;
  readonly redisMicros: number;
}

/** POST /login with the right password, so many times, a few members at a time. */
export const loginCosts = (
  shop: Topology,
  shoppers: readonly Shopper[],
  times: number,
): Promise<LoginCosts> => costsOf(shop, shoppers, times, async (shopper) => (await shopper.login()).status);

/** POST /token/refresh: every one rotates, because each member sends the token that the last one handed out. */
export const refreshCosts = (
  shop: Topology,
  shoppers: readonly Shopper[],
  times: number,
): Promise<LoginCosts> => costsOf(shop, shoppers, times, async (shopper) => (await shopper.refresh()).status);

/** Each member does it `times` times, one after the other, all of them at once. */
async function costsOf(
  shop: Topology,
  shoppers: readonly Shopper[],
  times: number,
  act: (shopper: Shopper) => Promise<number>,
): Promise<LoginCosts> {
  const before = await cpuOf(shop);
  await Promise.all(
    shoppers.map(async (shopper) => {
      for (let n = 0; n < times; n++) {
        let status = await act(shopper);
        // A busy machine, just loaded to the full, may answer so; what that costs is little beside what is measured.
        for (let tries = 1; status === 503 && tries < TRIES_MAX; tries++) {
          await delay(100);
          status = await act(shopper);
        }
        if (status !== 200) throw new Error(`Instead of 200 member answered ${status}.`);
      }
    }),
  );
  const used = cpuBetween(before, await cpuOf(shop));
  const micros = (seconds: number) => (seconds * 1e6) / (shoppers.length * times);
  return {
    memberMicros: micros(used.member),
    databaseMicros: micros(used.database),
    redisMicros: micros(used.redis),
  };
}
