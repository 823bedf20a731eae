import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisInfo } from './redis-info.js';
import { type RedisServer, startRedis } from './redis-server.js';
import { startReplica, untilCopied } from './replication.js';

describe('a Redis of ours', () => {
  let server: RedisServer;
  let client: Redis;

  beforeEach(async () => {
    server = await startRedis();
    client = new Redis(server.url, { commandTimeout: 200, retryStrategy: () => 20 });
    client.on('error', () => undefined);
  });

  afterEach(async () => {
    client.disconnect();
    await server.stop();
  });

  it('is the process that answers on its port, and never evicts', async () => {
    const info = await redisInfo(server.port);
    expect(info?.get('process_id')).toBe(String(server.pid));
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await client.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
  });

  it('keeps its data over a restart on the same port', async () => {
    await client.set('coat', '42');
    await server.restart();
    expect(await client.get('coat')).toBe('42');
  });

  it('comes back with its data after a kill', async () => {
    await client.set('coat', '42');
    await server.kill();
    expect(await redisInfo(server.port)).toBeUndefined();
    await server.restart();
    expect(await client.get('coat')).toBe('42');
  });

  it('forgets everything when it is restarted empty', async () => {
    await client.set('coat', '42');
    await server.restart({ empty: true });
    expect(await client.get('coat')).toBeNull();
  });

  it('does not answer while frozen, and goes on when thawed', async () => {
    await client.set('coat', '42');
    await server.freeze();
    await expect(client.get('coat')).rejects.toThrow('timed out');
    await server.thaw();
    expect(await client.get('coat')).toBe('42');
  });

  it('stops although it is frozen', async () => {
    await server.freeze();
    await server.stop();
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  });

  it('follows another one as its replica', async () => {
    const replica = await startReplica(server);
    try {
      await server.ask('SET', 'written', 'later');
      await untilCopied(server, replica);
      await server.freeze();
      expect(await replica.ask('GET', 'written')).toBe('later');
      await server.thaw();
    } finally {
      await replica.stop();
    }
  });

  it('says what Redis said when it cannot start', async () => {
    await expect(startRedis({ args: ['--no-such-setting', '1'] })).rejects.toThrow(
      /ended with code 1.*no-such-setting/s,
    );
  });

  it('does not take the Redis that has the wanted port for its own', async () => {
    await expect(startRedis({ port: server.port })).rejects.toThrow(/in use/i);
  });
});
