import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Health } from './health/health.js';

/** Around the application's module: gives it `Health` and prom-client's `Registry` to inject, wherever it wants them. */
@Module({})
export class ServiceModule {
  static around(application: DynamicModule | Type): DynamicModule {
    const registry = { provide: Registry, useFactory: () => new Registry() };
    return {
      module: ServiceModule,
      global: true,
      imports: [application],
      providers: [Health, registry],
      exports: [Health, registry],
    };
  }
}
