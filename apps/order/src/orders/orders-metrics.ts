import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { MemberClient } from '../member/member-client.js';
import { OrdersStore } from './orders.store.js';

/** What is asked when it is scraped, so that nothing has to be kept up to date. */
@Injectable()
export class OrdersMetrics {
  constructor(registry: Registry, store: OrdersStore, member: MemberClient) {
    new Gauge({
      name: 'orders_awaiting_address',
      help: 'Orders accepted and not placed yet, over all replicas; NaN while the database does not answer',
      registers: [registry],
      async collect() {
        this.set(await store.countAwaiting().catch(() => NaN));
      },
    });
    new Gauge({
      name: 'member_circuit_closed',
      help: '1 while this replica asks the member service as usual, 0 while it does not because that did not answer',
      registers: [registry],
      collect() {
        this.set(Number(member.isCircuitClosed));
      },
    });
  }
}
