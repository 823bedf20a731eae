import { afterEach, describe, expect, it } from '@jest/globals';
import { provideRedis } from './provide-redis.js';

describe('the Redis of REDIS_URL', () => {
  const before = process.env.REDIS_URL;

  afterEach(() => {
    if (before === undefined) delete process.env.REDIS_URL;
    else process.env.REDIS_URL = before;
  });

  it('is used as it is, and is not ours to break', async () => {
    process.env.REDIS_URL = 'redis://redis.test:6379';
    const redis = await provideRedis();
    expect(redis).toMatchObject({ url: 'redis://redis.test:6379', pid: undefined });
    await expect(redis.kill()).rejects.toThrow('unset REDIS_URL');
    await expect(redis.restart()).rejects.toThrow('unset REDIS_URL');
    await redis.stop();
  });
});
