import { COOKIE_NAME } from '@doorman/auth';
import { defineService } from '@doorman/service';
import { AppModule } from './app.module.js';
import { config } from './config.js';

/** The order service: the catalogue, carts and orders. It logs nobody in; it has to know who is asking. */
export const order = defineService({
  name: 'order',
  defaultPort: 3002,
  config,
  cookieName: COOKIE_NAME,
  module: AppModule.with,
});
