// Takes `devDependencies` out of the lockfile and the manifests alike, before `npm ci --workspace`: npm counts a workspace that
// another one needs for its tests as needed to run it, and would put a PostgreSQL into the image of each service.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const rewrite = (file, change) => {
  const content = JSON.parse(readFileSync(file, 'utf8'));
  change(content);
  writeFileSync(file, JSON.stringify(content));
};

rewrite('package-lock.json', ({ packages }) => {
  for (const [folder, entry] of Object.entries(packages)) {
    delete entry.devDependencies;
    if (folder.includes('node_modules/')) continue;
    rewrite(join(folder, 'package.json'), (manifest) => delete manifest.devDependencies);
  }
});
