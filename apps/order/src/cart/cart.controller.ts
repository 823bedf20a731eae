import { Cart, CartItemPath, CartItemQuantity } from '@doorman/contracts';
import { Body, Controller, Delete, Get, Param, Put, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Catalogue } from '../products/catalogue.js';
import { Carts } from './carts.js';
import { CurrentShopper } from './current-shopper.decorator.js';
import { type KeptCart, withItem, withoutItem } from './kept-cart.js';
import { ReissueInterceptor } from './reissue.interceptor.js';
import { Shopper } from './shopper.js';

@Controller('cart')
@UseInterceptors(ReissueInterceptor)
export class CartController {
  constructor(
    private readonly carts: Carts,
    private readonly catalogue: Catalogue,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: Cart })
  async show(@CurrentShopper() shopper: Shopper): Promise<Cart> {
    return answerOf(await this.carts.read(shopper));
  }

  @Put('items/:sku')
  @ApiOkResponse({ standardSchema: Cart })
  async put(
    @CurrentShopper() shopper: Shopper,
    @Param({ schema: CartItemPath }) { sku }: CartItemPath,
    @Body({ schema: CartItemQuantity }) { quantity }: CartItemQuantity,
  ): Promise<Cart> {
    const product = this.catalogue.product(sku);
    const item = { sku: product.sku, quantity };
    return answerOf(await this.carts.change(shopper, (cart) => withItem(cart, item)));
  }

  @Delete('items/:sku')
  @ApiOkResponse({ standardSchema: Cart })
  async remove(
    @CurrentShopper() shopper: Shopper,
    @Param({ schema: CartItemPath }) { sku }: CartItemPath,
  ): Promise<Cart> {
    const product = this.catalogue.product(sku);
    return answerOf(await this.carts.change(shopper, (cart) => withoutItem(cart, product.sku)));
  }
}

const answerOf = ({ items }: KeptCart): Cart => ({ items });
