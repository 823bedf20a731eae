import { type Faults, noFaults } from '../store-faults.js';
import { createDatabase } from './create-database.js';
import { startPostgres } from './postgres-server.js';

/** A PostgreSQL to use, whoever runs it. */
export interface ProvidedPostgres extends Faults {
  readonly url: string;
  /** Undefined when it is not ours. */
  readonly pid: number | undefined;
  createDatabase(name: string): Promise<string>;
}

/** The PostgreSQL of DATABASE_URL, which is used but never broken nor stopped; without that setting one that we start. */
export async function providePostgres(): Promise<ProvidedPostgres> {
  const url = process.env.DATABASE_URL;
  if (url === undefined || url === '') return startPostgres();
  return {
    url,
    pid: undefined,
    ...noFaults('DATABASE_URL'),
    createDatabase: (name) => createDatabase(url, name),
  };
}
