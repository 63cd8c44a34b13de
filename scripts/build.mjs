// Builds dist/: TypeScript by tsc, then one file for each program that runs inside a cage, so that the cage needs to show it
// no other file of ours. Runs from `npm ci`. With `--if-stale` it does nothing when nothing changed since the last build: `npx ghosthunter`
// prepares the package again, and needs no new build for that.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleForCage } from './bundle-for-cage.mjs';
import { bundleParts } from './bundle-parts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const CAGED = ['orchestrator', 'billing'];
const BEFORE_THE_CAGED = ['cage-entry', 'landlock-launcher'];

const BUILT = join(root, 'dist/.built');
const SOURCES = [
  'src',
  'workers',
  'test',
  'scripts/policy',
  'scripts/bills',
  'scripts/build.mjs',
  'scripts/bundle-for-cage.mjs',
  'scripts/bundle-parts.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** Folders as well as files, so that a removed file counts. */
function pathsBelow(path) {
  const full = join(root, path);
  return statSync(full).isDirectory() ? [full, ...readdirSync(full, { recursive: true }).map((name) => join(full, name))] : [full];
}

function isStale() {
  if (!existsSync(BUILT)) return true;
  const built = statSync(BUILT).mtimeMs;
  return SOURCES.flatMap(pathsBelow).some((path) => statSync(path).mtimeMs > built);
}

if (process.argv.includes('--if-stale') && !isStale()) process.exit(0);

const started = new Date();
rmSync(join(root, 'dist'), { recursive: true, force: true });

// What was found true of each file is kept: `npm run check` asks again only about files that changed since.
const typed = ['--incremental', '--tsBuildInfoFile', join(root, 'dist/.types')];
const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root, ...typed], { stdio: 'inherit' });
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

await bundleParts();

chmodSync(join(root, 'dist/src/main.js'), 0o755);
writeFileSync(BUILT, '');
// What changes during a build is newer than it.
utimesSync(BUILT, started, started);
