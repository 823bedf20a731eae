import { TcpProxy } from '../faults/tcp-proxy.js';
import { randomFrom } from '../random.js';

/** The ways from services to Redis that can be made worse, by the name of the service. */
export class Links {
  readonly byService = new Map<string, TcpProxy>();

  constructor(
    private readonly redisUrl: string,
    private readonly seed: number,
  ) {}

  /** @returns what the service is told instead of the address of Redis */
  async to(service: string): Promise<string> {
    const { hostname, port } = new URL(this.redisUrl);
    const random = randomFrom(this.seed + this.byService.size);
    const proxy = await TcpProxy.to({ host: hostname, port: Number(port || 6379) }, random);
    this.byService.set(service, proxy);
    return `redis://127.0.0.1:${proxy.port}`;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.byService.values()].map((proxy) => proxy.stop()));
  }
}
