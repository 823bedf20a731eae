import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The Nodes that services can be run on besides the one that runs us, by major version. Where npm has them as packages: one for each platform. */
const versions: Readonly<Record<number, string>> = { 22: '22.23.3', 24: '24.21.0' };

const cache = fileURLToPath(new URL('../../../../node_modules/.cache/doorman-nodes/', import.meta.url));
const FETCH_TIMEOUT_MS = 120_000;

/** There is no such Node here, and it could not be fetched. */
export class NodeMissing extends Error {}

/**
 * The path of another Node's executable, fetched from npm when it is first asked for (100 MB, kept with the installed packages): few need it, so it is none of the
 * project's dependencies.
 * @throws NodeMissing with the reason
 */
export async function otherNode(major: number): Promise<string> {
  const version = versions[major];
  if (version === undefined) throw new NodeMissing(`there is no Node ${major} to fetch`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const prefix = `${cache}${version}`;
  const path = `${prefix}/node_modules/${name}/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`;
  if (!(await exists(path))) await fetchPackage(`${name}@${version}`, prefix);
  // Also says that it runs here at all.
  await run(path, ['--version']).catch(() => {
    throw new NodeMissing(`Node ${version} does not run on this machine`);
  });
  return path;
}

/** By npm, in a folder of its own: outside of the workspaces, whose package-lock.json stays as it is. */
async function fetchPackage(spec: string, prefix: string): Promise<void> {
  const npm = `${dirname(process.execPath)}/npm`;
  const args = [
    'install',
    '--prefix',
    prefix,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--no-workspaces',
    spec,
  ];
  await run((await exists(npm)) ? npm : 'npm', args, { timeout: FETCH_TIMEOUT_MS }).catch(
    (error: unknown) => {
      const [, reason = 'npm could not be run'] = /^npm (?:error|ERR!) (.+)$/m.exec(String(error)) ?? [];
      throw new NodeMissing(`${spec} could not be fetched from npm: ${reason}`);
    },
  );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
