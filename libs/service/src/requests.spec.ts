import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpException, Module, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemBody, problems } from '@doorman/contracts';
import { z } from 'zod';
import { createLog, defineService, Problem, type Running, start } from './index.js';

const Tea = z.strictObject({ name: z.string().max(20), cups: z.int().max(9) });
const Cup = z.strictObject({ id: z.uuid() });
const secret = 'hunter2hunter2';

class AuthUnavailable extends Error {
  readonly code = 'auth-unavailable';
  readonly retryAfterSeconds = 3;
}

@Controller()
class Teas {
  @Post('teas')
  brew(@Body({ schema: Tea }) tea: z.infer<typeof Tea>) {
    return tea;
  }

  @Get('cups/:id')
  cup(@Param({ schema: Cup }) { id }: z.infer<typeof Cup>) {
    return { id };
  }

  @Get('bug')
  bug(): never {
    throw new Error(`select * from members where password = '${secret}'`);
  }

  @Get('taken')
  taken(): never {
    throw new Problem('email-taken', { detail: 'Choose another.', headers: { 'x-hint': 'login' } });
  }

  @Get('guarded')
  guarded(): never {
    const response = {
      code: 'credential-expired',
      detail: 'Log in again.',
      headers: { 'www-authenticate': 'Bearer' },
    };
    throw new HttpException(response, 401);
  }

  @Get('outage')
  outage(@Res({ passthrough: true }) reply: FastifyReply): never {
    reply.header('set-cookie', 'tea=; max-age=0');
    throw new AuthUnavailable('the store does not answer', { cause: new Error('connect ECONNREFUSED') });
  }
}

@Module({ controllers: [Teas] })
class TeaModule {}

const service = defineService({
  name: 'tea',
  defaultPort: 0,
  config: {},
  module: () => TeaModule,
  cookieName: 'tea',
});

const lines: string[] = [];
let running: Running;
beforeAll(async () => {
  const log = createLog('tea', 'info', { write: (line) => lines.push(line) });
  running = await start(service, { PORT: '0', HOST: '127.0.0.1', SHUTDOWN_DELAY_MS: '0' }, log);
});
beforeEach(() => {
  lines.length = 0;
});
afterAll(() => running.stop());

async function problemOf(response: Response) {
  const text = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(text).not.toMatch(/stack|\.ts:|\.js:|node_modules/);
  expect(text).not.toContain(secret);
  const problem = ProblemBody.parse(JSON.parse(text));
  expect(problem.type).toBe(`urn:doorman:problem:${problem.code}`);
  expect(problem.status).toBe(response.status);
  expect(problem.title).toBe(problems[problem.code].title);
  expect(problem.traceId).toMatch(/^[0-9a-f]{32}$/);
  return problem;
}

const post = (body: string, type = 'application/json') =>
  fetch(`${running.url}/teas`, { method: 'POST', headers: { 'content-type': type }, body });

const get = (path: string) => fetch(`${running.url}${path}`);

const json = (value: unknown) => JSON.stringify(value);

describe('a body', () => {
  it('that is as the route asks for is taken', async () => {
    const response = await post(json({ name: 'oolong', cups: 2 }));
    expect([response.status, await response.json()]).toEqual([201, { name: 'oolong', cups: 2 }]);
  });

  it.each([
    ['that is not JSON', '{"name": oolong}', 'body-malformed'],
    ['that ends early', '{"name": "oolong"', 'body-malformed'],
    [
      'that reaches for the prototype',
      '{"name": "x", "cups": 1, "__proto__": {"admin": true}}',
      'body-malformed',
    ],
    ['that is nested deeply', '['.repeat(33) + ']'.repeat(33), 'body-too-deep'],
    ['that is nested very deeply', '{"a":'.repeat(10_000), 'body-too-deep'],
    ['that is too large', json({ name: 'x'.repeat(65_536), cups: 1 }), 'body-too-large'],
    ['of wrong types', json({ name: 1, cups: 'two' }), 'request-invalid'],
    ['with a key that nobody asked for', json({ name: 'x', cups: 1, admin: true }), 'request-invalid'],
    ['that is null', 'null', 'request-invalid'],
    ['that is a list', '[]', 'request-invalid'],
    ['that is empty', '', 'request-invalid'],
  ])('%s is refused', async (_, body, code) => {
    expect(await problemOf(await post(body))).toMatchObject({
      code,
      status: problems[code as 'internal'].status,
    });
  });

  it('may have brackets in its strings', async () => {
    expect((await post(json({ name: '["\\"[[[[[[[[[[', cups: 1 }))).status).toBe(201);
    const long = json({ name: '['.repeat(40), cups: 1 });
    expect(await problemOf(await post(long))).toMatchObject({ code: 'request-invalid' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'nonsense'])(
    'sent as %s is refused',
    async (type) => {
      expect(await problemOf(await post('{}', type))).toMatchObject({
        code: 'unsupported-media-type',
        status: 415,
      });
    },
  );

  it('that is missing is refused', async () => {
    expect(await problemOf(await fetch(`${running.url}/teas`, { method: 'POST' }))).toMatchObject({
      code: 'request-invalid',
    });
  });

  it('is answered with the fields that are wrong, and never with what was in them', async () => {
    const { fields } = await problemOf(await post(json({ name: secret.repeat(2), cups: secret })));
    expect(fields?.map(({ path }) => path)).toEqual(['name', 'cups']);
  });
});

describe('a path', () => {
  it('without a route is not found', async () => {
    expect(await problemOf(await get('/nowhere'))).toMatchObject({ code: 'route-not-found', status: 404 });
  });

  it('with an id of another form is refused, naming the parameter', async () => {
    expect(await problemOf(await get('/cups/1'))).toMatchObject({
      code: 'request-invalid',
      fields: [{ path: 'id' }],
    });
  });

  it('that is not a path is refused', async () => {
    expect(await problemOf(await get('/cups/%zz'))).toMatchObject({ code: 'request-malformed', status: 400 });
  });

  it('with a parameter of a thousand characters is refused', async () => {
    expect(await problemOf(await get(`/cups/${'a'.repeat(1_000)}`))).toMatchObject({ code: 'uri-too-long' });
  });
});

describe('an error', () => {
  it('that nobody foresaw says nothing of itself', async () => {
    expect(await problemOf(await get('/bug'))).toMatchObject({ code: 'internal', status: 500 });
  });

  it('that is a problem brings its own detail and headers', async () => {
    const response = await get('/taken');
    expect(response.headers.get('x-hint')).toBe('login');
    expect(await problemOf(response)).toMatchObject({
      code: 'email-taken',
      status: 409,
      detail: 'Choose another.',
    });
  });

  it('of a guard is known by the code in its response', async () => {
    const response = await get('/guarded');
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await problemOf(response)).toMatchObject({ code: 'credential-expired', detail: 'Log in again.' });
  });

  it('of an outage says when to ask again, and leaves the cookie alone', async () => {
    const response = await get('/outage');
    expect(response.headers.get('retry-after')).toBe('3');
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await problemOf(response)).toMatchObject({ code: 'auth-unavailable', status: 503 });
  });
});

describe('the log', () => {
  const logged = () => lines.map((line) => JSON.parse(line));

  it('has a bug once, loudly, with its stack and the trace id of the answer', async () => {
    const { traceId } = await problemOf(await get('/bug'));
    expect(logged()).toEqual([
      expect.objectContaining({
        level: 'error',
        traceId,
        code: 'internal',
        route: '/bug',
        method: 'GET',
        status: 500,
      }),
    ]);
    expect(logged()[0].err.stack).toContain('requests.spec');
  });

  it('has an outage once, with its cause but without a stack for each of a thousand requests', async () => {
    await get('/outage');
    expect(logged()[0]).toMatchObject({ because: 'the store does not answer: connect ECONNREFUSED' });
    expect(lines[0]).not.toContain('stack');
    expect(logged()).toEqual([
      expect.objectContaining({ level: 'warn', code: 'auth-unavailable', status: 503 }),
    ]);
  });

  it('has nothing of what went well or was the client to blame', async () => {
    await Promise.all([get('/nowhere'), get('/taken'), post('{'), post(json({ name: 'oolong', cups: 2 }))]);
    expect(logged()).toEqual([]);
  });
});

describe('what is not HTTP', () => {
  const raw = (bytes: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(running.url).port), '127.0.0.1', () => socket.write(bytes));
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
      socket.on('end', () => resolve(answer)).on('error', reject);
    });

  it('is refused with a problem', async () => {
    const answer = await raw('nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\n/);
    expect(answer).toContain('"code":"request-malformed"');
  });

  it('or has headers without end is refused with a problem', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`)).toContain(
      '"headers-too-large"',
    );
  });
});

describe('a trace', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

  it('that came with the request is named in the problem', async () => {
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const response = await fetch(`${running.url}/nowhere`, { headers });
    expect((await problemOf(response)).traceId).toBe(traceId);
  });

  it('is new for every request that brings none', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await problemOf(await get('/nowhere'))).traceId),
    );
    expect(new Set(ids).size).toBe(3);
  });
});

describe('the routes of every service', () => {
  it('say that it lives and is ready', async () => {
    expect(await (await get('/health/live')).json()).toEqual({ status: 'up' });
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'up', dependencies: {} });
  });

  it('count requests by route and not by path', async () => {
    await get('/cups/1');
    await get('/invented');
    const text = await (await get('/metrics')).text();
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/cups/:id",status="422"}',
    );
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('invented');
  });

  it('document the bodies from the schemas that validate them', async () => {
    const document = JSON.parse(await (await get('/openapi.json')).text());
    const { requestBody, responses } = document.paths['/teas'].post;
    expect(requestBody.content['application/json'].schema).toMatchObject({
      properties: { name: { type: 'string', maxLength: 20 } },
      additionalProperties: false,
    });
    expect(responses.default.content['application/problem+json']).toBeDefined();
    expect((await get('/docs')).headers.get('content-type')).toContain('text/html');
  });
});

it('a request that is aborted half-way leaves the service well', async () => {
  const { port } = new URL(running.url);
  const request = httpRequest({ port, path: '/teas', method: 'POST', headers: { 'content-length': 100 } });
  request.on('error', () => undefined).write('{"name":');
  await new Promise((resolve) => request.once('socket', (socket) => socket.once('connect', resolve)));
  request.destroy();
  expect((await get('/health/live')).status).toBe(200);
});
