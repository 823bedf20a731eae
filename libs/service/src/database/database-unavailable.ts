import { DatabaseError } from 'pg';
import { Problem } from '../problems/problem.js';

/** The database does not answer. Whether a statement that was under way took effect cannot be known. */
export class DatabaseUnavailable extends Problem {
  constructor(cause: unknown) {
    super('database-unavailable', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/**
 * SQLSTATEs that say "not now" and not "not this": lost connections (08), out of resources (53), shutting down (57P), and
 * the statement time limit (57014). https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const OUTAGE = /^(08|53|57P|57014)/;

/** An error that did not come from the server is one of the connection, unless it is a mistake in our own call. */
export const isOutage = (error: unknown): boolean =>
  error instanceof DatabaseError ? OUTAGE.test(error.code ?? '') : !(error instanceof TypeError);

/** Whether a connection can go on being used after an error on it. */
export const isConnectionUsable = (error: unknown): boolean =>
  error instanceof DatabaseError && !/^(08|57P)/.test(error.code ?? '');
