import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { findOnPath } from '../find-on-path.js';

const installScript = fileURLToPath(new URL('../../install-redis.sh', import.meta.url));

/** Where a Redis server can be had on this machine. */
export type FoundRedis = { readonly by: 'path'; readonly file: string } | { readonly by: 'docker' };

const onPath = async () => (await findOnPath('redis-server')) ?? (await findOnPath('valkey-server'));

/**
 * A server on the PATH; a container; on Debian and Ubuntu as root the package, which is installed.
 * No npm package ships a Redis server, so otherwise the machine's owner has to say yes.
 * @throws Error with the one command to run here.
 */
export async function findRedis(): Promise<FoundRedis> {
  const present = await onPath();
  if (present !== undefined) return { by: 'path', file: present };
  if (await dockerAnswers()) return { by: 'docker' };
  if (await canInstall()) {
    process.stderr.write('No Redis here: installing the package redis-server with apt-get.\n');
    await execa('sh', [installScript], { stdin: 'ignore', stdout: 'ignore' });
    const installed = await onPath();
    if (installed !== undefined) return { by: 'path', file: installed };
  }
  throw new Error(
    `no Redis server found: run \`${await commandToInstall()}\`, start Docker, or set REDIS_URL`,
  );
}

async function dockerAnswers(): Promise<boolean> {
  const { failed } = await execa('docker', ['info'], { reject: false, timeout: 3_000 });
  return !failed;
}

async function canInstall(): Promise<boolean> {
  return process.getuid?.() === 0 && (await findOnPath('apt-get')) !== undefined;
}

/** By the package manager that is here, most specific first. */
async function commandToInstall(): Promise<string> {
  const commands = {
    brew: 'brew install redis',
    'apt-get': 'sudo apt-get install redis-server',
    dnf: 'sudo dnf install valkey',
    pacman: 'sudo pacman -S valkey',
    apk: 'sudo apk add redis',
  };
  for (const [manager, command] of Object.entries(commands)) {
    if ((await findOnPath(manager)) !== undefined) return command;
  }
  return 'docker run --detach --publish 127.0.0.1:6379:6379 redis:7';
}
