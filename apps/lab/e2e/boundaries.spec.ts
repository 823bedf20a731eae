import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { supervisor } from '@doorman/stores';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where each is planted, and what it reaches for. */
const forbidden = {
  'apps/order/src/planted-service.ts': `import '@doorman/member';`,
  'apps/order/src/planted-deep.ts': `import '@doorman/member/dist/main.js';`,
  'apps/order/src/planted-source.ts': `import '../../member/src/main.js';`,
  'apps/order/src/planted-store.ts': `import { startRedis } from '@doorman/stores';\nexport const redis = startRedis;`,
  'apps/lab/src/planted-client.ts': `import { Redis } from 'ioredis';\nexport const client = Redis;`,
  'apps/lab/src/planted-service.ts': `import '@doorman/service';`,
  'apps/lab/src/planted-guard.ts': `import { AuthModule } from '@doorman/auth';\nexport const guard = AuthModule;`,
  'libs/auth/src/strategies/planted-framework.ts': `import { Injectable } from '@nestjs/common';\nexport const x = Injectable;`,
};

/** The sources without what was built; what was installed is linked, the workspace's own packages to their copies. */
async function copyWorkspace(to: string): Promise<void> {
  const left = new Set(['node_modules', 'dist', '.nx', '.git', 'results', 'coverage']);
  for (const entry of await readdir(root)) {
    if (left.has(entry)) continue;
    await cp(join(root, entry), join(to, entry), {
      recursive: true,
      filter: (path) => !left.has(basename(path)),
    });
  }
  await mkdir(join(to, 'node_modules/@doorman'), { recursive: true });
  for (const entry of await readdir(join(root, 'node_modules'))) {
    if (entry !== '@doorman' && entry !== '.cache') await link(join('node_modules', entry), to);
  }
  for (const folder of ['apps', 'libs']) {
    for (const name of await readdir(join(root, folder))) {
      await symlink(join(to, folder, name), join(to, 'node_modules/@doorman', name));
      if (existsSync(join(root, folder, name, 'node_modules')))
        await link(join(folder, name, 'node_modules'), to);
    }
  }
}

const link = (path: string, to: string) => symlink(join(root, path), join(to, path));

/** What eslint says, run through nx: without nx's project graph the rule says nothing at all. */
async function lint(workspace: string) {
  const nx = join(workspace, 'node_modules/nx/dist/bin/nx.js');
  const { all, exitCode } = await execa(
    process.execPath,
    [nx, 'run-many', '--target=lint', '--projects=order,lab,auth', '--output-style=static'],
    {
      cwd: workspace,
      env: {
        NX_DAEMON: 'false',
        NX_ISOLATE_PLUGINS: 'false',
        NX_TUI: 'false',
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        NODE_OPTIONS: undefined,
      },
      all: true,
      reject: false,
    },
  );
  return { all: stripVTControlCharacters(all), exitCode };
}

describe('module boundaries', () => {
  it('let the workspace pass as it is', async () => {
    const { all, exitCode } = await lint(root);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
  }, 240_000);

  it('refuse every import that was planted against them', async () => {
    // Into a copy, which is removed whatever happens: a plant in the workspace itself could outlive a killed test.
    const workspace = await supervisor.directory('doorman-boundaries-');
    try {
      await copyWorkspace(workspace);
      for (const [path, source] of Object.entries(forbidden))
        await writeFile(join(workspace, path), `${source}\n`);
      const { all, exitCode } = await lint(workspace);
      expect(exitCode).not.toBe(0);
      const complaint = '\\n(?:.+\\n)*?.*(?:@nx/enforce-module-boundaries|no-restricted-imports)\\n';
      const refused = Object.keys(forbidden).filter((path) => new RegExp(path + complaint).test(all));
      expect({ refused, all }).toMatchObject({ refused: Object.keys(forbidden) });
    } finally {
      await supervisor.removeDirectory(workspace);
    }
  }, 240_000);
});
