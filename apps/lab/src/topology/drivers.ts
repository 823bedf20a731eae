import { compose } from './compose/compose.js';
import type { Driver, DriverName } from './driver.js';
import { processes } from './processes.js';

/** The ways to run the shop, by the name that `--on` takes. This is the one place that chooses. */
export const drivers: Readonly<Record<DriverName, Driver>> = { processes, compose };
