import type { Migrations } from '@doorman/service';
import { shop } from './0001-shop.js';

/** In the order of their names. One that was released is never changed: add another. */
export const migrations: Migrations = { '0001-shop': shop };
