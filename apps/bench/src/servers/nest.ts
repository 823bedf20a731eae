import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import {
  Controller,
  type DynamicModule,
  Get,
  type INestApplication,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ANONYMOUS, ANSWER, type Headers, type Serving } from '../subjects/subject.js';

@Controller()
class TrivialController {
  @Get()
  hello() {
    return ANSWER;
  }
}

@Module({})
class TrivialModule {
  static with(metadata: ModuleMetadata): DynamicModule {
    return { module: TrivialModule, controllers: [TrivialController], ...metadata };
  }
}

/** The trivial route on NestJS, with what `metadata` adds to its module. */
export async function serveNest(
  framework: 'fastify' | 'express',
  metadata: ModuleMetadata,
  requests: readonly Headers[] | ((app: INestApplication) => Promise<readonly Headers[]>) = ANONYMOUS,
): Promise<Serving> {
  const app = await NestFactory.create(TrivialModule.with(metadata), await adapterOf(framework), {
    logger: ['error', 'warn'],
  });
  await app.listen(0, '127.0.0.1');
  return {
    port: (app.getHttpServer().address() as AddressInfo).port,
    requests: typeof requests === 'function' ? await requests(app) : requests,
  };
}

async function adapterOf(framework: 'fastify' | 'express') {
  if (framework === 'express') return new (await import('@nestjs/platform-express')).ExpressAdapter();
  return new (await import('@nestjs/platform-fastify')).FastifyAdapter();
}
