import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisServer, startRedis } from '@doorman/stores';
import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuthGuard } from '@nestjs/passport';
import { Test } from '@nestjs/testing';
import { authSettings } from '../config.js';
import type { Identity, Issuer } from '../strategy.js';
import { SECRETS, newMember } from '../testing/contract-tools.js';
import { ForServices, Public } from './access.js';
import { AuthModule } from './auth.module.js';
import { CurrentMember } from './current-member.decorator.js';
import { ISSUER } from './tokens.js';

const serviceToken = 'the-token-that-our-services-show-each-other';

@Controller()
class Rooms {
  @Get('closed')
  closed(@CurrentMember() member: Identity) {
    return member;
  }

  @Post('closed')
  write(@CurrentMember() member: Identity) {
    return member;
  }

  @Get('open')
  @Public()
  open() {
    return 'open';
  }

  @Get('staff')
  @ForServices()
  staff() {
    return 'staff';
  }

  @Get('passport')
  @Public()
  @UseGuards(AuthGuard('redis-session'))
  passport() {
    return 'passport';
  }
}

async function serve(environment: Record<string, string>): Promise<NestFastifyApplication> {
  const config = authSettings('issuer').parse({ ...SECRETS, ...environment });
  const module = await Test.createTestingModule({
    imports: [AuthModule.forIssuer(config, { serviceToken })],
    controllers: [Rooms],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  app.enableShutdownHooks();
  await app.init();
  return app;
}

let redis: RedisServer;
let app: NestFastifyApplication;
let cookie: string;
const memberId = newMember();

beforeAll(async () => {
  redis = await startRedis();
  app = await serve({ AUTH_STRATEGY: 'redis-session', REDIS_URL: redis.url });
  const { value } = await app.get<Issuer>(ISSUER).issue({ memberId });
  cookie = `other=1; doorman=${value}`;
});

afterAll(async () => {
  await app.close();
  await redis.stop();
});

const get = (url: string, headers = {}) => app.inject({ url, headers });

describe('the guard', () => {
  it('closes every route that nobody opened, and says how to come in', async () => {
    const answer = await get('/closed');
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ code: 'credential-missing' });
    expect(answer.headers['www-authenticate']).toMatch(/^Cookie realm="doorman"/);
  });

  it('lets a member in and hands the route the identity', async () => {
    expect((await get('/closed', { cookie })).json()).toEqual({ memberId });
  });

  it('lets everybody into a route that is opened by name', async () => {
    expect((await get('/open')).statusCode).toBe(200);
    expect((await get('/open', { cookie: 'doorman=nonsense' })).statusCode).toBe(200);
  });

  it.each([
    ['nothing', {}, 401],
    ['another token', { authorization: 'Bearer guess' }, 401],
    ['a token that begins alike', { authorization: `Bearer ${serviceToken.slice(0, -1)}` }, 401],
    ['the service token', { authorization: `Bearer ${serviceToken}` }, 200],
  ])('answers a service that shows %s', async (_, headers, status) => {
    expect((await get('/staff', headers)).statusCode).toBe(status);
  });

  it('does not let a member into a route for services', async () => {
    expect((await get('/staff', { cookie })).statusCode).toBe(401);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another origin, in a browser without Fetch Metadata', { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['this site', { 'sec-fetch-site': 'same-origin', origin: 'http://shop.example' }, 201],
    ['no page at all', {}, 201],
  ])('answers a write with a cookie from %s', async (_, headers, status) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/closed',
      headers: { cookie, host: 'shop.example', ...headers },
    });
    expect(answer.statusCode).toBe(status);
  });

  it('reports an outage as one: 503 with Retry-After, the cookie left alone, and nobody without a credential waits', async () => {
    await redis.freeze();
    try {
      const answer = await get('/closed', { cookie });
      expect(answer.statusCode).toBe(503);
      expect(answer.headers['retry-after']).toBe('1');
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect((await get('/closed')).statusCode).toBe(401);
      expect((await get('/passport', { cookie })).statusCode).toBe(503);
    } finally {
      await redis.thaw();
    }
  });

  it('is registered with Passport too, under the strategy’s name', async () => {
    expect((await get('/passport')).statusCode).toBe(401);
    expect((await get('/passport', { cookie })).statusCode).toBe(200);
  });
});

it('a bearer challenge names the error only when a token was sent', async () => {
  const tokens = await serve({ AUTH_STRATEGY: 'shared-secret-jwt' });
  const challenge = async (headers = {}) =>
    (await tokens.inject({ url: '/closed', headers })).headers['www-authenticate'];
  expect(await challenge()).toBe('Bearer realm="doorman"');
  expect(await challenge({ authorization: 'Bearer x' })).toBe(
    'Bearer realm="doorman", error="invalid_token"',
  );
  await tokens.close();
});
