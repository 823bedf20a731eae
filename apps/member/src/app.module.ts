import { AuthModule, InjectVerifierSide, type VerifierSide } from '@doorman/auth';
import { DatabaseModule, Health } from '@doorman/service';
import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Config } from './config.js';
import { MembersModule } from './members/members.module.js';
import { migrations } from './members/migrations.js';

@Module({})
export class AppModule implements OnModuleInit {
  constructor(
    @InjectVerifierSide() private readonly side: VerifierSide,
    @Inject(Health) private readonly health: Health,
  ) {}

  static with({ auth, database, services }: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AuthModule.forIssuer(auth, { serviceToken: services.SERVICE_TOKEN }),
        DatabaseModule.open(database, migrations),
        MembersModule,
      ],
    };
  }

  /** A strategy that keeps nothing anywhere has nothing to wait for. */
  onModuleInit(): void {
    const { side } = this;
    if (side.ready)
      this.health.add({ name: 'session store', check: () => side.ready?.() ?? Promise.resolve() });
  }
}
