import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';

/** The ids of every process below this one: its children, theirs, and so on. PostgreSQL answers from its children. */
export async function familyOf(pid: number): Promise<number[]> {
  const parents = process.platform === 'linux' ? await parentsFromProc() : await parentsFromPs();
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family.slice(1);
}

/** From /proc, because slim images come without `ps`. */
async function parentsFromProc(): Promise<Map<number, number>> {
  const ids = (await readdir('/proc')).map(Number).filter((id) => id > 0);
  const entries = ids.map(async (id) => {
    // A process may end between the listing and the reading.
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    return [id, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const;
  });
  return new Map(await Promise.all(entries));
}

async function parentsFromPs(): Promise<Map<number, number>> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=']);
  return new Map(stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
}
