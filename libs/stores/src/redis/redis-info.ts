import { askRedis } from './ask-redis.js';

/** What the Redis on this port of 127.0.0.1 says of itself (`INFO`), or undefined when none answers. */
export async function redisInfo(port: number): Promise<Map<string, string> | undefined> {
  try {
    const info = String(await askRedis(`redis://127.0.0.1:${port}`, 'INFO'));
    const lines = info.split('\r\n').filter((line) => line.includes(':'));
    return new Map(lines.map((line) => line.split(':', 2) as [string, string]));
  } catch {
    return undefined;
  }
}
