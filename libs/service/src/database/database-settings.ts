import { z } from 'zod';
import { configPart } from '../config/read-config.js';
import { milliseconds, wholeNumber } from '../config/numbers.js';
import { databaseProblems } from './database-problems.js';

const form = 'postgres://user:password@host:5432/name';

const schema = z.object({
  DATABASE_URL: z
    .string(`is not set: give the service's own PostgreSQL database, ${form}`)
    .refine((url) => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url), `must look like ${form}`),
  /** How long getting a connection may take, and how long one statement may, before the answer is 503. */
  DATABASE_TIMEOUT_MS: milliseconds(2_000),
  /** Connections of this process; PostgreSQL takes 100 in all unless told otherwise. */
  DATABASE_POOL_SIZE: wholeNumber(10, 1, 1_000),
});

export type DatabaseSettings = z.infer<typeof schema>;

/** The settings of a service that has a database. The database must answer before the service starts. */
export const databaseSettings = configPart(schema, databaseProblems);
