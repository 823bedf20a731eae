import { existsSync, readFileSync } from 'node:fs';
import { run } from './step.mjs';

const packagesOf = (lockfile) => JSON.parse(readFileSync(lockfile, 'utf8')).packages;

/**
 * Whether what is installed is what the lockfile says. By content, because git and npm set the files' times as they please.
 * Packages for other platforms are optional and not installed.
 */
function isInstalled() {
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true; // the workspace itself
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  });
}

/** Installs what the lockfile says, unless it is installed already. */
export async function install() {
  if (isInstalled()) return;
  process.stderr.write('Installing dependencies (npm ci, about half a minute) …\n');
  await run({ file: 'npm', args: ['ci', '--no-progress', '--loglevel=error'], quiet: true });
}
