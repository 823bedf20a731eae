import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';

/**
 * A temporary directory whose every ancestor other users may enter. TMPDIR often is not one, and then PostgreSQL, running as another
 * user, cannot load its own libraries and says "cannot open shared object file".
 */
export async function publicTemporaryDirectory(): Promise<string> {
  for (const directory of [tmpdir(), '/tmp', '/var/tmp']) if (await isPublic(directory)) return directory;
  throw new Error('PostgreSQL needs a temporary directory that every user can enter, such as /tmp');
}

async function isPublic(directory: string): Promise<boolean> {
  const info = await stat(directory).catch(() => undefined);
  if (info === undefined || (info.mode & 0o001) === 0) return false;
  const parent = dirname(directory);
  return parent === directory || isPublic(parent);
}
