import { type ProvidedRedis, type RedisServer, provideRedis, startReplica } from '@doorman/stores';
import type { Part, Surroundings } from '../subjects/subject.js';
import { Server } from './server.js';

/** What subjects ask while they serve, started once for all of them. */
export class Parts {
  readonly #redis: ProvidedRedis | undefined;
  readonly #replica: RedisServer | undefined;
  readonly #member: Server | undefined;

  private constructor({
    redis,
    replica,
    member,
  }: {
    redis?: ProvidedRedis;
    replica?: RedisServer;
    member?: Server;
  }) {
    this.#redis = redis;
    this.#replica = replica;
    this.#member = member;
  }

  /** @throws Error when one cannot be started, which says what to do */
  static async start(needed: ReadonlySet<Part>): Promise<Parts> {
    const redis = needed.has('redis') ? await provideRedis() : undefined;
    const replica = redis && needed.has('replica') ? await startReplica(redis) : undefined;
    const member = needed.has('member') ? await Server.start('member', {}) : undefined;
    return new Parts({ ...(redis && { redis }), ...(replica && { replica }), ...(member && { member }) });
  }

  get surroundings(): Partial<Surroundings> {
    return {
      ...(this.#redis && { redis: this.#redis.url }),
      ...(this.#replica && { replica: this.#replica.url }),
      ...(this.#member && { member: `http://127.0.0.1:${this.#member.serving.port}` }),
    };
  }

  /** CPU time so far of the part that requests go to, in microseconds; 0 without one. */
  async cpuMicros(needs: readonly Part[] = []): Promise<number> {
    if (needs.includes('member')) return (await this.#member?.cpuMicros()) ?? 0;
    const redis = needs.includes('replica') ? this.#replica : this.#redis;
    return redis && needs.length > 0 ? cpuMicrosOf(redis) : 0;
  }
}

async function cpuMicrosOf(redis: Pick<ProvidedRedis, 'ask'>): Promise<number> {
  const info = String(await redis.ask('INFO', 'cpu'));
  const seconds = ['used_cpu_user', 'used_cpu_sys'].map((field) =>
    Number(new RegExp(`^${field}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0),
  );
  return seconds.reduce((sum, part) => sum + part, 0) * 1e6;
}
