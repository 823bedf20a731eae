import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The file that `plan --measure` wrote last into a folder of results; undefined where it never did. */
export async function newestDemands(results: string): Promise<string | undefined> {
  const files = await readdir(results, { recursive: true }).catch(() => []);
  const newest = files
    .filter((file) => /-demands[/\\]demands\.json$/.test(file))
    .sort()
    .at(-1);
  return newest === undefined ? undefined : join(results, newest);
}
