import { Injectable } from '@nestjs/common';

/** Something a service cannot do its work without. */
export interface Dependency {
  readonly name: string;
  /** Resolves when it answers. */
  check(): Promise<unknown>;
}

export interface Readiness {
  /** `draining`: everything may well be up, but this process is going away. */
  readonly status: 'up' | 'down' | 'draining';
  readonly dependencies: Readonly<Record<string, 'up' | 'down'>>;
}

/** A dependency that takes longer than this to say that it is up, in milliseconds, is not. */
const CHECK_LIMIT_MS = 1_000;

/**
 * What `GET /health/ready` reports. Whatever opens a connection adds itself here. Being unready is news for people and for
 * the laboratory; the proxy of docker-compose.yml does not act on it, because a store outage is the outage of every replica
 * at once, and a proxy without replicas cannot give the 503 with a code and `Retry-After` that the failure contract promises.
 */
@Injectable()
export class Health {
  private readonly dependencies: Dependency[] = [];
  private draining = false;

  add(dependency: Dependency): void {
    this.dependencies.push(dependency);
  }

  /** From now on this process says that it is going away. */
  drain(): void {
    this.draining = true;
  }

  get isDraining(): boolean {
    return this.draining;
  }

  async readiness(): Promise<Readiness> {
    const states = await Promise.all(
      this.dependencies.map(async (dependency) => [dependency.name, await stateOf(dependency)] as const),
    );
    const up = states.every(([, state]) => state === 'up');
    return {
      status: this.draining ? 'draining' : up ? 'up' : 'down',
      dependencies: Object.fromEntries(states),
    };
  }
}

async function stateOf({ check }: Dependency): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'down'>((resolve) => {
    timer = setTimeout(resolve, CHECK_LIMIT_MS, 'down');
  });
  try {
    return await Promise.race([check().then(() => 'up' as const), limit]);
  } catch {
    return 'down'; // which is the answer; why it is down is logged by what it happens to
  } finally {
    clearTimeout(timer);
  }
}
