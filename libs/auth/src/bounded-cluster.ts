import { Cluster, type ClusterNode, type ClusterOptions, type Command } from 'ioredis';

/** A Cluster client whose commands fail after a time limit in all: ioredis' own limit begins anew with every node and connection that it tries. */
export class BoundedCluster extends Cluster {
  constructor(
    nodes: ClusterNode[],
    options: Options,
    private readonly timeoutMs: number,
  ) {
    super(nodes, options);
  }

  override sendCommand(command: Command, ...where: Tail<Parameters<Cluster['sendCommand']>>): unknown {
    // Before Cluster puts its retries in its place.
    const { reject } = command;
    const timer = setTimeout(
      () => reject.call(command, new Error('No node of the Cluster answers in time')),
      this.timeoutMs,
    );
    const settled = () => clearTimeout(timer);
    command.promise.then(settled, settled);
    return super.sendCommand(command, ...where);
  }
}

/** Answers come in the form that every version of Redis gives them. */
type Options = ClusterOptions & {
  readonly redisOptions: NonNullable<ClusterOptions['redisOptions']> & { replyMapping?: 'legacy' };
};

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;
