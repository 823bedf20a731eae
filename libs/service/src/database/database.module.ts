import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Kysely, sql } from 'kysely';
import { Health } from '../health/health.js';
import type { DatabaseSettings } from './database-settings.js';
import { openDatabase } from './database.js';
import { migrate, type Migrations } from './migrate.js';

/**
 * The service's database, migrated before anything asks it. Inject it by its class:
 * `constructor(private readonly db: Kysely<Tables>)`. Closed when the last request has been answered.
 */
@Module({})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly db: Kysely<unknown>,
    @Inject(Health) private readonly health: Health,
  ) {}

  static open(settings: DatabaseSettings, migrations: Migrations): DynamicModule {
    const database = {
      provide: Kysely,
      useFactory: async () => {
        await migrate(settings.DATABASE_URL, migrations);
        return openDatabase(settings);
      },
    };
    return { module: DatabaseModule, global: true, providers: [database], exports: [database] };
  }

  onModuleInit(): void {
    this.health.add({ name: 'database', check: () => sql`select 1`.execute(this.db) });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.db.destroy();
  }
}
