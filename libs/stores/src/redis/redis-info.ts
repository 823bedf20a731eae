import { Redis } from 'ioredis';

const timeoutMs = 500;

/** What the Redis on this port of 127.0.0.1 says of itself (`INFO`), or undefined when none answers. */
export async function redisInfo(port: number): Promise<Map<string, string> | undefined> {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined); // the same error rejects the command
  try {
    await client.connect();
    const lines = (await client.info()).split('\r\n').filter((line) => line.includes(':'));
    return new Map(lines.map((line) => line.split(':', 2) as [string, string]));
  } catch {
    return undefined;
  } finally {
    client.disconnect();
  }
}
