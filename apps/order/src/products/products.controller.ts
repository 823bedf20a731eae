import { Public } from '@doorman/auth';
import { Products } from '@doorman/contracts';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Catalogue } from './catalogue.js';

@Controller('products')
export class ProductsController {
  constructor(private readonly catalogue: Catalogue) {}

  @Public()
  @Get()
  @ApiOkResponse({ standardSchema: Products })
  list(): readonly Products[number][] {
    return this.catalogue.all;
  }
}
