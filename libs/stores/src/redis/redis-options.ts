/** How the Redis differs from one that keeps every session: append-only file on, nothing evicted, all the memory it wants. */
export interface RedisOptions {
  /** A free one when absent. */
  readonly port?: number;
  /** Whether data outlives the process, each write before its answer; when absent, of all but a replica, which copies it anew. */
  readonly appendOnly?: boolean;
  /** As Redis writes it: `64mb`. */
  readonly maxmemory?: string;
  /** `noeviction` when absent. */
  readonly maxmemoryPolicy?: string;
  readonly replicaOf?: { readonly host: string; readonly port: number };
  /** Where the data lies; when absent a temporary one that is removed on stopping. `restart({ empty })` needs that one. */
  readonly directory?: string;
  /** Further arguments: `['--hz', '100']`. */
  readonly args?: readonly string[];
}

/** The command line for these options. */
export function redisArguments(
  options: RedisOptions & { port: number; directory: string; bind?: string },
): string[] {
  const { port, directory, bind = '127.0.0.1', maxmemory, replicaOf } = options;
  const { appendOnly = replicaOf === undefined } = options;
  return [
    ['--port', String(port)],
    ['--bind', bind],
    ['--dir', directory],
    ['--save', ''],
    ['--appendonly', appendOnly ? 'yes' : 'no'],
    // Losing the machine is not what we ask about, and `everysec` holds answered writes back, up to two seconds, while the disk is busy.
    ['--appendfsync', 'no'],
    ['--maxmemory-policy', options.maxmemoryPolicy ?? 'noeviction'],
    maxmemory === undefined ? [] : ['--maxmemory', maxmemory],
    // A replica is wanted now: by default its first copy waits five seconds for others to join.
    ['--repl-diskless-sync-delay', '0'],
    replicaOf === undefined ? [] : ['--replicaof', replicaOf.host, String(replicaOf.port)],
    options.args ?? [],
  ].flat();
}
