import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Child } from '../children/child.js';
import { untilReady } from '../children/ready.js';
import { supervisor } from '../children/supervisor.js';
import { withFreePort } from '../free-port.js';
import type { Faults } from '../store-faults.js';
import { createDatabase } from './create-database.js';
import { postgresFiles } from './postgres-files.js';
import { postgresUser, type User } from './postgres-user.js';

const startTimeoutMs = 30_000;

/** A PostgreSQL that we started. */
export interface PostgresServer extends Faults {
  /** Of the maintenance database, as a superuser. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Makes an empty database of this name and gives its url; one that is there already is left as it is. */
  createDatabase(name: string): Promise<string>;
}

/**
 * A real PostgreSQL 18 on 127.0.0.1, ready to answer, in about 300 ms (1 s the first time on a machine). It ends with this process,
 * whatever the exit.
 * @throws StartFailed with what PostgreSQL printed.
 */
export async function startPostgres(options: { readonly port?: number } = {}): Promise<PostgresServer> {
  const user = await postgresUser();
  const files = await postgresFiles(user);
  const data = await copyTemplate(files.template, files.parent, user);
  try {
    return await withFreePort(options.port, async (port) => {
      const child = await startPostgresProcess(files.postgres, data, port, user);
      return serverOf(child, data, port, files.password);
    });
  } catch (error) {
    await supervisor.removeDirectory(data);
    throw error;
  }
}

async function copyTemplate(template: string, parent: string, user: User | undefined): Promise<string> {
  const directory = await supervisor.directory('doorman-postgres-data-', { parent, owner: user });
  // By the user who is going to own the copy: PostgreSQL refuses a data directory of somebody else.
  await execa('cp', ['-Rp', `${template}/.`, directory], { cwd: '/', ...user });
  return directory;
}

async function startPostgresProcess(
  file: string,
  data: string,
  port: number,
  user: User | undefined,
): Promise<Child> {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // Faults here kill processes, never the machine, and what a process has written outlives it without a flush. With flushes the
    // disk of whoever runs the laboratory would be the largest part of every order.
    fsync: 'off',
    // In the data directory, not in /dev/shm, where a kill would leave it behind.
    dynamic_shared_memory_type: 'mmap',
  };
  const child = supervisor.start({
    name: 'postgres',
    tier: 'store',
    file,
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    directory: '/',
    ...(user && { user }),
    // Immediate: the data is thrown away, so there is nothing to write back.
    stopSignal: 'SIGQUIT',
  });
  try {
    await untilReady(child, () => isReady(data, child.pid), startTimeoutMs);
  } catch (error) {
    await child.kill();
    throw error;
  }
  return child;
}

/** PostgreSQL writes its own pid and state into this file, so nobody else's server can be taken for ours. */
async function isReady(data: string, pid: number): Promise<boolean> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

function serverOf(child: Child, data: string, port: number, password: string): PostgresServer {
  const url = `postgres://doorman:${password}@127.0.0.1:${port}/postgres`;
  return {
    url,
    port,
    pid: child.pid,
    createDatabase: (name) => createDatabase(url, name),
    kill: () => child.kill(),
    freeze: () => child.freeze(),
    thaw: () => child.thaw(),
    async stop() {
      await child.stop();
      await supervisor.removeDirectory(data);
    },
  };
}
