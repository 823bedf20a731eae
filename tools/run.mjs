/**
 * Behind `npm start`, `npm test`, `npm run lab`, `npm run bench` and `npm run check`: each is enough on a fresh clone with nothing but Node.
 * Plain JavaScript without dependencies, because it is what installs them.
 */
import { readFileSync } from 'node:fs';
import { chdir } from 'node:process';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';
import { passSignalsOn, run } from './step.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const nx = (...args) => ({ file: process.execPath, args: ['node_modules/nx/dist/bin/nx.js', ...args] });
const bin = (script, ...args) => ({ file: process.execPath, args: [script, ...args] });

const build = { ...nx('run-many', '--target=build'), quiet: true };
const checks = [
  bin('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  // Through nx, which hands the rule of module boundaries the project graph; without one the rule is silent.
  nx('run-many', '--target=lint'),
  bin('node_modules/typescript/bin/tsc', '--project', 'tsconfig.json'),
];
const jest = (...args) => ({
  file: process.execPath,
  // Two at a time: a spec of processes starts five or more of them.
  args: [
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    '--maxWorkers=2',
    ...args,
  ],
});

const commands = {
  check: () => inTurn(checks),
  test: (...args) => inTurn([...checks, build, jest(...args)]),
  start: (...args) => open('lab', 'start', ...args),
  lab: (...args) => open('lab', ...args),
  bench: (...args) => open('bench', ...args),
};

async function inTurn(steps) {
  for (const step of steps) await run(step);
}

/** In this very process: there is nobody in between to pass signals and exit codes on. */
async function open(app, ...args) {
  process.stderr.write('Building what changed …\n');
  await run(build);
  leaveSignalsToTheApp();
  endWithParent();
  const main = new URL(`../apps/${app}/dist/main.js`, import.meta.url);
  process.argv = [process.execPath, fileURLToPath(main), ...args];
  await import(main.href);
}

/** npm passes SIGINT and SIGTERM on to us but cannot when it is killed; whoever stopped npm wanted us stopped. */
function endWithParent() {
  const parent = process.ppid;
  const check = () => process.ppid !== parent && process.kill(process.pid, 'SIGTERM');
  setInterval(check, 500).unref();
}

function requireNode() {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [major, minor] = engines.node.replace('>=', '').split('.').map(Number);
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  process.stderr.write(`Doorman needs Node ${engines.node}; this is ${process.versions.node}.\n`);
  process.exit(1);
}

chdir(root);
requireNode();
// No full-screen display, and no process that stays behind: nx's plugin workers outlive an interrupted nx as its daemon does.
Object.assign(process.env, { NX_TUI: 'false', NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' });
const leaveSignalsToTheApp = passSignalsOn();

const [name = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(commands, name)) {
  process.stderr.write(`Usage: node tools/run.mjs ${Object.keys(commands).join(' | ')}\n`);
  process.exit(2);
}
await install();
await commands[name](...args);
