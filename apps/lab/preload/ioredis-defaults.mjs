/**
 * Loaded before a service by `node --import`, in the one arm that shows the trap: takes every limit of ours away from ioredis, so that
 * its own defaults are what is measured. The service itself stays as it is.
 */
import { createRequire } from 'node:module';

const { Redis } = createRequire(import.meta.resolve('@doorman/auth'))('ioredis');
const { connect } = Redis.prototype;

Redis.prototype.connect = function connectWithDefaults(...args) {
  Object.assign(this.options, {
    commandTimeout: undefined,
    connectTimeout: 10_000,
    enableOfflineQueue: true,
    maxRetriesPerRequest: 20,
    retryStrategy: (times) => Math.min(times * 50, 2000),
  });
  return connect.apply(this, args);
};
