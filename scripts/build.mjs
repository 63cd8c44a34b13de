// Builds dist/: TypeScript by tsc, then one file for each program that runs inside a cage, so that the cage needs to show it
// no other file of ours. Runs from `npm ci`.

import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleForCage } from './bundle-for-cage.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const CAGED = ['orchestrator', 'billing'];
const BEFORE_THE_CAGED = ['cage-entry', 'landlock-launcher'];

rmSync(join(root, 'dist'), { recursive: true, force: true });

const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

await bundleForCage(
  CAGED.map((name) => join(root, 'dist/workers', `${name}.js`)),
  join(root, 'dist/cage'),
);

// What runs before a caged program is part of what a cage costs, and one CommonJS file starts in half the time of a module that imports.
// Native code stays where npm put it.
await build({
  absWorkingDir: root,
  entryPoints: BEFORE_THE_CAGED.map((name) => ({ in: join(root, 'dist/workers', `${name}.js`), out: name })),
  outdir: join(root, 'dist/cage'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  define: { 'import.meta.url': '__filename' },
  legalComments: 'none',
  logLevel: 'warning',
});

chmodSync(join(root, 'dist/src/main.js'), 0o755);
