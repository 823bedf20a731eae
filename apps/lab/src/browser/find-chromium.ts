import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findOnPath } from '@doorman/stores';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const installScript = fileURLToPath(new URL('../../install-chromium.sh', import.meta.url));

/** No browser, and no way to get one without asking. The message says what to run. */
export class NoChromium extends Error {
  override readonly name = 'NoChromium';
}

/**
 * A Chromium on the PATH; on Debian as root the package, which is installed.
 * @throws NoChromium with the one command to run here
 */
export async function findChromium(): Promise<string> {
  const present = await onPath();
  if (present) return present;
  const packaged = await isDebian();
  if (packaged && process.getuid?.() === 0) {
    process.stderr.write('No Chromium here: installing the package chromium with apt-get.\n');
    // Where that fails, nobody needs to know more than that there is none.
    await promisify(execFile)('sh', [installScript]).catch(() => undefined);
    const installed = await onPath();
    if (installed) return installed;
  }
  throw new NoChromium(
    packaged
      ? 'there is no Chromium here: run `sudo apt-get install chromium`'
      : 'there is no Chromium on the PATH: install Chromium or Google Chrome',
  );
}

async function onPath(): Promise<string | undefined> {
  for (const name of names) {
    const found = await findOnPath(name);
    if (found) return found;
  }
  return undefined;
}

/** Ubuntu's package of this name is a snap, which cannot be installed everywhere. */
const isDebian = async (): Promise<boolean> =>
  (await readFile('/etc/os-release', 'utf8').catch(() => '')).split('\n').includes('ID=debian');
