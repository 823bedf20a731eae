import { COOKIE_NAME } from '@doorman/auth';
import { defineService } from '@doorman/service';
import { AppModule } from './app.module.js';
import { config } from './config.js';

/** The service that knows the members: it registers them, logs them in, and tells `order` where to send things. */
export const member = defineService({
  name: 'member',
  defaultPort: 3001,
  config,
  module: (settings) => AppModule.with(settings),
  cookieName: COOKIE_NAME,
});
