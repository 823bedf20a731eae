import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigError, defineService, Health, type Running, start } from './index.js';

const events: string[] = [];
let arrive: () => void;
let arrived: Promise<void>;
let answer: () => void;

@Controller()
class Kitchen implements OnApplicationShutdown {
  constructor(private readonly health: Health) {
    this.health.add({ name: 'kettle', check: async () => 'warm' });
  }

  @Get('slow')
  async slow() {
    await new Promise<void>((resolve) => {
      answer = resolve;
      arrive();
    });
    events.push('answered');
    return { done: true };
  }

  onApplicationShutdown() {
    events.push('pool closed');
  }
}

@Module({ controllers: [Kitchen] })
class KitchenModule {}

const service = defineService({
  name: 'kitchen',
  defaultPort: 0,
  config: {},
  module: () => KitchenModule,
  cookieName: 'tea',
});
const quiet = { PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' };
const agent = new Agent({ keepAlive: true });

async function ask(running: Running, path: string) {
  const [response] = (await once(get(`${running.url}${path}`, { agent }), 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, connection: response.headers.connection, body: JSON.parse(body) };
}

beforeEach(() => {
  events.length = 0;
  arrived = new Promise((resolve) => (arrive = resolve));
});
afterEach(() => agent.destroy());

describe('stopping', () => {
  it('says no to readiness first, finishes what is under way, and closes the pools last', async () => {
    const running = await start(service, { ...quiet, SHUTDOWN_DELAY_MS: '300' });
    expect(await ask(running, '/health/ready')).toMatchObject({
      status: 200,
      connection: 'keep-alive',
      body: { status: 'up', dependencies: { kettle: 'up' } },
    });
    const slow = ask(running, '/slow');
    await arrived;
    const stopped = running.stop();
    expect(await ask(running, '/health/ready')).toMatchObject({
      status: 503,
      connection: 'close',
      body: { status: 'draining' },
    });
    while (running.app.getHttpServer().listening) await new Promise(setImmediate);
    await expect(ask(running, '/health/live')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(events).toEqual([]);
    answer();
    expect(await slow).toMatchObject({ status: 200, connection: 'close', body: { done: true } });
    await stopped;
    expect(events).toEqual(['answered', 'pool closed']);
  });

  it('waits no longer than it was told', async () => {
    const running = await start(service, { ...quiet, SHUTDOWN_DELAY_MS: '0', SHUTDOWN_TIMEOUT_MS: '50' });
    const slow = ask(running, '/slow');
    await arrived;
    await Promise.all([running.stop(), expect(slow).rejects.toMatchObject({ code: 'ECONNRESET' })]);
    expect(events).toEqual(['pool closed']);
    answer();
  });
});

it('a port that is taken is a problem that says what to set, and leaves nothing open', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const error = await start(service, { ...quiet, PORT: String(port) }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).problems).toEqual([
    `PORT ${port} is taken on 127.0.0.1: set PORT to a free one`,
  ]);
  expect(events).toEqual(['pool closed']);
  other.close();
});

it('a dependency that is down, or does not answer, is named', async () => {
  const running = await start(service, { ...quiet, SHUTDOWN_DELAY_MS: '0' });
  const health = running.app.get(Health);
  health.add({ name: 'gas', check: () => Promise.reject(new Error('off')) });
  health.add({ name: 'water', check: () => new Promise(() => undefined) });
  expect(await ask(running, '/health/ready')).toMatchObject({
    status: 503,
    body: { status: 'down', dependencies: { kettle: 'up', gas: 'down', water: 'down' } },
  });
  expect((await ask(running, '/health/live')).status).toBe(200);
  await running.stop();
});
