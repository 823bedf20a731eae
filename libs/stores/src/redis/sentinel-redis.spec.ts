import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { redisInfo } from './redis-info.js';
import { type SentinelRedis, startSentinelRedis } from './sentinel-redis.js';

describe('a primary and a replica under three Sentinels', () => {
  let redis: SentinelRedis;

  beforeEach(async () => {
    redis = await startSentinelRedis();
  });
  afterEach(() => redis.stop());

  it('has the replica promoted when the primary is killed, with what had been copied', async () => {
    const [first, second] = redis.servers;
    expect(await redis.primary()).toBe(first);
    await first.ask('SET', 'coat', '42');
    await redis.untilCopied();
    await first.kill();
    expect(await redis.untilPromoted(first)).toBe(second);
    expect(await second.ask('GET', 'coat')).toBe('42');
    await second.ask('SET', 'coat', '43');
  });

  it('takes the old primary back as a replica', async () => {
    const [first, second] = redis.servers;
    await first.kill();
    await redis.untilPromoted(first);
    await second.ask('SET', 'coat', '43');
    await first.restart();
    await redis.demote(first);
    await redis.untilCopied();
    expect(await first.ask('GET', 'coat')).toBe('43');
    expect((await redisInfo(first.port))?.get('role')).toBe('slave');
  });

  it('leaves nothing running', async () => {
    const pids = [...redis.servers, ...redis.sentinels].map(({ pid }) => pid);
    await redis.stop();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
