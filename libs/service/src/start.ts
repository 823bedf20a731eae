import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from './application.js';
import { ConfigError } from './config/config-error.js';
import { type ConfigOf, type ConfigParts, type Environment, readConfig } from './config/read-config.js';
import { serviceSettings, type ServiceSettings } from './config/service-settings.js';
import { Health } from './health/health.js';
import { createLog, type Log } from './log/log.js';
import type { Service } from './service.js';

/** A service that listens. */
export interface Running {
  readonly app: NestFastifyApplication;
  /** Where, from this machine, without a slash at the end. */
  readonly url: string;
  readonly log: Log;
  /** Drains and closes: resolves when the last request is answered and everything that was opened is closed. */
  stop(): Promise<void>;
}

/**
 * Starts a service inside this process, and leaves signals and exit codes alone: `boot` for specs.
 * @throws ConfigError with every reason why it cannot start
 */
export async function start<P extends ConfigParts>(
  service: Service<P>,
  env: Environment,
  log?: Log,
): Promise<Running> {
  const parts = { ...service.config, service: serviceSettings(service.defaultPort) };
  const config = await readConfig(parts, env);
  const settings = config.service as ServiceSettings;
  const ownLog = log ?? createLog(service.name, settings.LOG_LEVEL);
  const app = await createApplication(service, config as ConfigOf<P>, settings, ownLog);
  const url = await listen(app, settings);
  return { app, url, log: ownLog, stop: () => drain(app, settings) };
}

/** Through Fastify, which says where it listens; Nest's own `listen` would log the failure a second time. */
async function listen(app: NestFastifyApplication, { PORT, HOST }: ServiceSettings): Promise<string> {
  await app.init();
  try {
    return await app.getHttpAdapter().getInstance().listen({ port: PORT, host: HOST });
  } catch (error) {
    await app.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new ConfigError([`PORT ${PORT} is taken on ${HOST}: set PORT to a free one`]);
    if (code === 'EACCES')
      throw new ConfigError([`PORT ${PORT} needs privileges: set PORT to 1024 or above`]);
    throw error;
  }
}

/**
 * Readiness says no first, and answers go on, each closing its connection, so that whoever sends requests here can turn away
 * before a connection is refused. Then the listener closes, requests under way finish, and at last the pools close.
 */
async function drain(app: NestFastifyApplication, settings: ServiceSettings): Promise<void> {
  app.get(Health).drain();
  await delay(settings.SHUTDOWN_DELAY_MS);
  const cutOff = setTimeout(() => app.getHttpServer().closeAllConnections(), settings.SHUTDOWN_TIMEOUT_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cutOff);
  }
}
