import { Module } from '@nestjs/common';
import { IntrospectionController } from './introspection.controller.js';
import { PublicKeysController } from './public-keys.controller.js';

/** What other services need to check what this one hands out. */
@Module({ controllers: [IntrospectionController, PublicKeysController] })
export class TokensModule {}
