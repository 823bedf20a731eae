import { AuthModule, type Claims, InjectVerifierSide, type VerifierSide, claimsOf } from '@doorman/auth';
import { DatabaseModule, Health, observe } from '@doorman/service';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CartController } from './cart/cart.controller.js';
import { Carts } from './cart/carts.js';
import { DatabaseCarts } from './cart/database-carts.js';
import { SessionCarts } from './cart/session-carts.js';
import type { Config } from './config.js';
import { migrations } from './database/migrations.js';
import { MemberClient } from './member/member-client.js';
import { Completion } from './orders/completion.js';
import { OrdersMetrics } from './orders/orders-metrics.js';
import { OrdersController } from './orders/orders.controller.js';
import { OrdersService } from './orders/orders.service.js';
import { OrdersStore } from './orders/orders.store.js';
import { Catalogue } from './products/catalogue.js';
import { ProductsController } from './products/products.controller.js';

const cartsFor: Readonly<Record<Claims['cart'], Type<Carts>>> = {
  'in the session': SessionCarts,
  'in the cookie': SessionCarts,
  "order's database": DatabaseCarts,
  // Nobody is ever known, so no route with a cart is reached.
  nowhere: DatabaseCarts,
};

@Module({})
export class AppModule {
  /** The member service is no dependency: without it orders are accepted all the same. */
  constructor(health: Health, registry: Registry, @InjectVerifierSide() side: VerifierSide) {
    observe('session store', side, health, registry);
  }

  static with({ auth, database, member }: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [AuthModule.forVerifier(auth), DatabaseModule.open(database, migrations)],
      controllers: [ProductsController, CartController, OrdersController],
      providers: [
        { provide: Carts, useClass: cartsFor[claimsOf(auth.strategy).cart] },
        { provide: MemberClient, useFactory: () => new MemberClient(member) },
        Catalogue,
        Completion,
        OrdersMetrics,
        OrdersService,
        OrdersStore,
      ],
    };
  }
}
