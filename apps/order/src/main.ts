import { boot } from '@doorman/service';
import { order } from './order.js';

await boot(order);
