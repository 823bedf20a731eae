import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Bindings } from 'pino';
import { Registry } from 'prom-client';
import type { ConfigOf, ConfigParts } from './config/read-config.js';
import type { ServiceSettings } from './config/service-settings.js';
import { Health } from './health/health.js';
import { healthRoutes } from './health/health-routes.js';
import { readFormBodies } from './form-body.js';
import { readJsonBodies } from './json-body.js';
import type { Log } from './log/log.js';
import { NestLog } from './log/nest-log.js';
import { RequestLogger } from './log/request-logger.js';
import { RequestLog } from './log/request-log.js';
import { httpMetrics } from './metrics/http-metrics.js';
import { docs } from './openapi/docs.js';
import { openApi } from './openapi/openapi.js';
import { answerClientError, answerRouterError } from './problems/outside-routes.js';
import { ProblemFilter } from './problems/problem-filter.js';
import { requestPipe } from './problems/request-pipe.js';
import { ServiceModule } from './service.module.js';
import type { Service } from './service.js';
import { traceIdOf } from './trace/trace.js';

/** The largest body of ours is a tenth of this. */
const BODY_BYTES_MAX = 64 * 1024;

/** A request has to have arrived whole within this, or its connection is somebody's to hold open. */
const ARRIVAL_LIMIT_MS = 30_000;

/** Assembles a service's Nest application, with what every service of ours does, and leaves listening to the caller. */
export async function createApplication<P extends ConfigParts>(
  service: Service<P>,
  config: ConfigOf<P>,
  settings: ServiceSettings,
  log: Log,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    logController: new RequestLog(),
    childLoggerFactory: (parent: FastifyBaseLogger, bindings: Bindings) =>
      new RequestLogger(parent as Log, bindings),
    genReqId: ({ headers }: IncomingMessage) => traceIdOf(headers),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: ARRIVAL_LIMIT_MS,
    trustProxy: settings.TRUST_PROXY ?? false,
    // While it drains a service answers whoever still reaches it; `connection: close` tells them to go elsewhere.
    return503OnClosing: false,
    frameworkErrors: answerRouterError,
    clientErrorHandler: answerClientError,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceModule.around(service.module(config)),
    adapter,
    { logger: new NestLog(log), bodyParser: false, abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter()).useGlobalPipes(requestPipe());

  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const health = app.get(Health);
  readJsonBodies(fastify);
  readFormBodies(fastify);
  closeConnectionsWhenDraining(fastify, health);
  httpMetrics(fastify, app.get(Registry));
  healthRoutes(fastify, health);
  openApi(fastify, app, service.name, service.cookieName);
  docs(fastify, service.name);
  return app;
}

function closeConnectionsWhenDraining(fastify: FastifyInstance, health: Health): void {
  fastify.addHook('onSend', (_, reply, payload, done) => {
    if (health.isDraining) reply.header('connection', 'close');
    done(null, payload);
  });
}
