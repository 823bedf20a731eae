import { CurrentMember, type Identity } from '@doorman/auth';
import { IdPath, NewOrder, Order, Orders } from '@doorman/contracts';
import { OutgoingTrace, type TraceHeaders } from '@doorman/service';
import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentShopper } from '../cart/current-shopper.decorator.js';
import { ReissueInterceptor } from '../cart/reissue.interceptor.js';
import { Shopper } from '../cart/shopper.js';
import { IDEMPOTENCY_KEY, RequiredIdempotencyKey } from './idempotency-key.decorator.js';
import { OrdersService } from './orders.service.js';

const ListQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(50) });
type ListQuery = z.infer<typeof ListQuery>;

@Controller('orders')
@UseInterceptors(ReissueInterceptor)
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @ApiHeader({ name: IDEMPOTENCY_KEY, required: true })
  @ApiCreatedResponse({ standardSchema: Order })
  place(
    @CurrentShopper() shopper: Shopper,
    @RequiredIdempotencyKey() key: string,
    @Body({ schema: NewOrder }) { items }: NewOrder,
    @OutgoingTrace() trace: TraceHeaders,
  ): Promise<Order> {
    return this.orders.place(shopper, { key, items }, trace);
  }

  @Get()
  @ApiOkResponse({ standardSchema: Orders })
  list(
    @CurrentMember() member: Identity,
    @Query({ schema: ListQuery }) { limit }: ListQuery,
  ): Promise<Orders> {
    return this.orders.list(member, limit);
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: Order })
  show(@CurrentMember() member: Identity, @Param({ schema: IdPath }) { id }: IdPath): Promise<Order> {
    return this.orders.show(member, id);
  }
}
