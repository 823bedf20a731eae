import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Tools } from '../strategy.js';

/** Every secret that some strategy asks for; made anew for each run. */
export const SECRETS = {
  ACCESS_TOKEN_SECRET: randomBytes(48).toString('base64url'),
};

export const newMember = (): string => randomUUID();

/** The real time, moved forward for the length of a call. */
export interface Clock extends Tools {
  during(milliseconds: number, run: () => Promise<void>): Promise<void>;
}

export function adjustableClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    async during(milliseconds, run) {
      ahead += milliseconds;
      try {
        await run();
      } finally {
        ahead -= milliseconds;
      }
    },
  };
}

/** Waits for what must become true soon. @throws when it has not after `limitMs` */
export async function until(holds: () => Promise<boolean>, limitMs = 1000): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`Still not so after ${limitMs} ms`);
    await setTimeout(5);
  }
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = Math.floor(Date.now() / 1000);
const claims = { sub: randomUUID(), iss: 'doorman', aud: 'doorman', iat: now, exp: now + 600 };
const signature = randomBytes(32).toString('base64url');

/** What nobody was ever given, from the careless to the cunning. */
export const credentialsOfNobody: readonly (readonly [string, string])[] = [
  ['an empty credential', ''],
  ['a word', 'admin'],
  ['a planted session id', randomBytes(48).toString('base64url')],
  ['a session id of zeros', Buffer.alloc(48).toString('base64url')],
  ['the key that a session would have in Redis', `s:${randomUUID()}`],
  ['a glob', '*'],
  ['a line break and a Redis command', 'x\r\nFLUSHALL\r\n'],
  ['64 KiB of nothing', 'A'.repeat(65_536)],
  ['two million dots', '.'.repeat(2_000_000)],
  ['letters beyond ASCII', 'ключ.🔑.ключ'],
  ['a token without a signature', `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`],
  ['a token of the algorithm none', `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${signature}`],
  ['a token signed by somebody else', `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${signature}`],
  ['a token whose header is no JSON', `${'A'.repeat(20)}.${part(claims)}.${signature}`],
  ['a token whose key id is an object', `${part({ alg: 'HS256', kid: {} })}.${part(claims)}.${signature}`],
];
