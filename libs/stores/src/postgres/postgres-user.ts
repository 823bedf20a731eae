import { readFile } from 'node:fs/promises';

/** A user id to run a process under. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as nobody. Undefined: as ourselves. */
export async function postgresUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [, , uid, gid] = /^nobody:.*$/m.exec(await readFile('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error(
      'PostgreSQL does not run as root, and there is no user "nobody" to run it as: run as an ordinary user',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}
