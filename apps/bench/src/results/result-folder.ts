import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Turn } from '../measure/turn.js';
import type { Manifest } from './manifest.js';

/** One run on disk: `manifest.json`, every turn in `turns.ndjson`, and what was made of them. */
export class ResultFolder {
  private constructor(readonly path: string) {}

  static async create(manifest: Manifest): Promise<ResultFolder> {
    const time = manifest.startedAt.replaceAll(':', '-').replace(/\..*/, '');
    const folder = new ResultFolder(join('results', `${time}-bench`));
    await mkdir(folder.path, { recursive: true });
    await folder.put('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
    return folder;
  }

  async keep(turn: Turn): Promise<void> {
    await appendFile(join(this.path, 'turns.ndjson'), `${JSON.stringify(turn)}\n`);
  }

  async put(name: string, content: string): Promise<void> {
    await writeFile(join(this.path, name), content);
  }
}
