// The programs that run outside of cages, each in few files: loading hundreds of small modules is half of what a process takes to start.
// Parts lie as deep as the modules that they are made of, so that what those name by their own place is still there. What is native or
// starts threads by files of its own stays where npm put it; tests load the modules, but for one program.

import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { builtinsByImport } from './bundle-for-cage.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const WORKERS = ['executor', 'egress', 'economy', 'digest', 'judge', 'keeper', 'notifier', 'simulated-cli'];

const OPTIONS = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  external: ['koffi', 'piscina', 'pino', '@duckdb/*', 'bullmq', 'ioredis'],
  plugins: [builtinsByImport],
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};

/** A program that tests start some forty times. It is no part of what ships, so it lies beside the tests. */
const PLANTED_RUN = 'dist/test/supervisor/planted-run.js';

/** In place, in dist/; a worker keeps its path and loads its part. */
export async function bundleParts() {
  await build({
    ...OPTIONS,
    entryPoints: [join(root, 'dist/src/main.js')],
    outdir: join(root, 'dist/src'),
    chunkNames: 'part/[name]-[hash]',
    allowOverwrite: true,
    splitting: true,
  });
  const paths = WORKERS.map((name) => join(root, 'dist/workers', `${name}.js`));
  await build({ ...OPTIONS, entryPoints: paths, outdir: join(root, 'dist/src/part') });
  for (const [at, path] of paths.entries()) writeFileSync(path, `export * from '../src/part/${WORKERS[at]}.js';\n`);
  await build({ ...OPTIONS, entryPoints: [join(root, PLANTED_RUN)], outdir: join(root, 'dist/test/part') });
  writeFileSync(join(root, PLANTED_RUN), "import '../part/planted-run.js';\n");
}
