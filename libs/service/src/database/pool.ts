import { Pool, type PoolConfig } from 'pg';

/**
 * A pool whose connections may die at any time without taking the process with them. pg emits an error event then, on the pool
 * for an idle connection and on the client for one that is lent out between two statements; unheard, either is an uncaught
 * exception. There is nothing to do: the pool drops the connection, and the next statement on it fails and says why.
 */
export function openPool(config: PoolConfig): Pool {
  const ignore = () => undefined;
  return new Pool(config).on('error', ignore).on('connect', (client) => client.on('error', ignore));
}
