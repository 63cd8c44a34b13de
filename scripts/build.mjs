// Builds dist/: TypeScript by tsc, then one file for each program that runs inside a cage, so that the cage needs to show it
// no other file of ours. Runs from `npm ci`.

import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleForCage } from './bundle-for-cage.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const CAGED = ['cage-entry', 'orchestrator', 'billing'];

rmSync(join(root, 'dist'), { recursive: true, force: true });

const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

await bundleForCage(
  CAGED.map((name) => join(root, 'dist/workers', `${name}.js`)),
  join(root, 'dist/cage'),
);

// The launcher of the second tier is no part of what a cage shows, but its start is part of what a cage costs: as one CommonJS file it
// starts in half the time. Native code stays where npm put it.
await build({
  absWorkingDir: root,
  entryPoints: [join(root, 'dist/workers/landlock-launcher.js')],
  outfile: join(root, 'dist/cage/landlock-launcher.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  define: { 'import.meta.url': '__filename' },
  legalComments: 'none',
  logLevel: 'warning',
});

chmodSync(join(root, 'dist/src/main.js'), 0o755);
