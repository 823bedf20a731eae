import { Redis } from 'ioredis';

const timeoutMs = 2000;

/**
 * One command to the Redis at this address, on a connection of its own.
 * @throws Error when it does not answer within 2 s, or refuses the command
 */
export async function askRedis(url: string, command: string, ...args: string[]): Promise<unknown> {
  const client = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined); // the same error rejects the command
  try {
    await client.connect();
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}
