import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stores, startStores } from '@doorman/stores';
import { type Running, start } from '@doorman/service';
import { member } from '../member.js';
import { type Answer, Client } from '../testing/client.js';
import { serveMember, settingsFor } from '../testing/served-member.js';

let stores: Stores;
let served: Running;
beforeAll(async () => {
  stores = await startStores();
  served = await serveMember(stores, 'redis-session');
});
afterAll(async () => {
  await served.stop();
  await stores.stop();
});

async function registered(address?: string): Promise<Client> {
  const client = new Client(served.url, address);
  await client.register();
  return client;
}

async function failTimes(times: number, fail: () => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let time = 0; time < times; time++) statuses.push((await fail()).status);
  return statuses;
}

describe('an unknown email and a wrong password', () => {
  it('get the same answer', async () => {
    const ann = await registered();
    const [unknown, wrong] = [
      await ann.login(`${randomUUID()}@example.com`),
      await ann.login(ann.email, 'wrong'),
    ];
    const without = ({ status, headers, body }: Answer) => ({
      status,
      headers: Object.fromEntries([...headers].filter(([name]) => name !== 'date')),
      body: { ...body, traceId: '' },
    });
    expect(unknown.status).toBe(401);
    expect(unknown.body.code).toBe('invalid-credentials');
    expect(unknown.headers.get('www-authenticate')).toMatch(/^Cookie /);
    expect(without(unknown)).toEqual(without(wrong));
  });

  it('take the same time', async () => {
    const ann = await registered();
    const timeOf = async (email: string, nth: number) => {
      const from = ann.elsewhere(`198.51.100.${nth}`);
      const startedAt = performance.now();
      expect((await from.login(email, 'wrong')).status).toBe(401);
      return performance.now() - startedAt;
    };
    const times = { unknown: [] as number[], wrong: [] as number[] };
    for (let round = 0; round < 15; round++) {
      times.unknown.push(await timeOf(`${randomUUID()}@example.com`, round));
      times.wrong.push(await timeOf(ann.email, round));
    }
    const ratio = median(times.unknown) / median(times.wrong);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});

describe('after five wrong passwords from one place', () => {
  it('the account is not asked for again from there, and the answer says when it is', async () => {
    const ann = await registered();
    expect(await failTimes(5, () => ann.login(ann.email, 'wrong'))).toEqual([401, 401, 401, 401, 401]);
    const refused = await ann.login();
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(800);
    expect(retryAfter).toBeLessThanOrEqual(900);
  });

  it('others log in from there, and the owner from elsewhere', async () => {
    const [ann, bob] = [await registered(), await registered()];
    await failTimes(6, () => ann.login(ann.email, 'wrong'));
    expect((await bob.login()).status).toBe(200);
    expect((await ann.elsewhere('198.51.100.7').login()).status).toBe(200);
  });

  it('a replica that was not asked knows it too', async () => {
    const settings = await settingsFor(stores, 'stateless');
    const [one, other] = [await start(member, settings), await start(member, settings)];
    const email = `${randomUUID()}@example.com`;
    await failTimes(5, () => new Client(one.url).login(email, 'wrong'));
    expect((await new Client(other.url).login(email, 'wrong')).status).toBe(429);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('an account that does not exist is refused like one that does', async () => {
    const nobody = new Client(served.url);
    expect(await failTimes(6, () => nobody.login())).toEqual([401, 401, 401, 401, 401, 429]);
  });
});

it('a login that succeeds forgets the failures before it', async () => {
  const ann = await registered();
  for (let round = 0; round < 2; round++) {
    await failTimes(4, () => ann.login(ann.email, 'wrong'));
    expect((await ann.login()).status).toBe(200);
  }
});

it('guesses made at the same time do not outrun the count', async () => {
  const ann = await registered();
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => ann.elsewhere().login(ann.email, 'wrong')),
  );
  // As many as there are turns to hash may have passed the check together.
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5 + 3);
});

it('many logins of one member at the same time, all right, all succeed', async () => {
  const ann = await registered();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ann.elsewhere().login()));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
});

describe('while the session store does not answer', () => {
  it('a login is unavailable and not refused, and readiness names the store', async () => {
    const ann = await registered();
    await ann.login();
    await stores.redis.freeze();
    try {
      const answer = await ann.login();
      expect(answer).toMatchObject({ status: 503, body: { code: 'auth-unavailable' } });
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(await ann.send('POST', '/logout')).toMatchObject({ status: 503 });
      expect((await ann.login(ann.email, 'wrong')).status).toBe(401);
      expect(await ann.send('GET', '/health/ready')).toMatchObject({
        status: 503,
        body: { dependencies: { database: 'up', 'session store': 'down' } },
      });
    } finally {
      await stores.redis.thaw();
    }
  });
});

const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
