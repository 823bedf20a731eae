import { AuthModule, InjectVerifierSide, type VerifierSide } from '@doorman/auth';
import { DatabaseModule, Health, observe } from '@doorman/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { Config } from './config.js';
import { MembersModule } from './members/members.module.js';
import { migrations } from './members/migrations.js';
import { TokensModule } from './tokens/tokens.module.js';
import { TokensStore } from './tokens/tokens.store.js';

@Module({})
export class AppModule {
  constructor(health: Health, registry: Registry, @InjectVerifierSide() side: VerifierSide) {
    observe('session store', side, health, registry);
  }

  static with({ auth, database, services }: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AuthModule.forIssuer(auth, { serviceToken: services.SERVICE_TOKEN, tokenStore: TokensStore }),
        DatabaseModule.open(database, migrations),
        MembersModule,
        TokensModule,
      ],
    };
  }
}
