// One file for each program that runs inside a cage. Also a command: `node scripts/bundle-for-cage.mjs OUTDIR FILE...` prints, for
// each output, the modules that it still imports, as JSON.

import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The SDK keeps every builtin of Node that it uses, child_process among them, in one module, and ships an empty one for
 * places that have none. A cage is such a place.
 */
const sdkWithoutBuiltins = {
  name: 'sdk-without-builtins',
  setup(to) {
    to.onResolve({ filter: /\/internal\/node\.mjs$/ }, (asked) => {
      if (!/[\\/]@anthropic-ai[\\/]sdk[\\/]/.test(asked.importer)) return undefined;
      return { path: join(dirname(asked.importer), asked.path.replace(/node\.mjs$/, 'node.browser.mjs')) };
    });
  },
};

/** The SQL engine's native module: found by npm's rules outside, loaded inside from where the cage shows it. */
const nativeByArgument = {
  name: 'native-by-argument',
  setup(to) {
    to.onResolve({ filter: /^@duckdb\/node-bindings$/ }, ({ path }) => ({ path, namespace: 'native' }));
    to.onLoad({ filter: /.*/, namespace: 'native' }, () => ({
      contents: `
        const loaded = { exports: {} };
        const named = process.argv.find((word) => word.startsWith('--native='));
        if (named === undefined) throw new Error('no native module in this cage');
        process.dlopen(loaded, named.slice('--native='.length));
        export default loaded.exports;`,
    }));
  },
};

/** A module of the old kind that requires a builtin gets the very namespace that an import would give it. */
export const builtinsByImport = {
  name: 'builtins-by-import',
  setup(to) {
    to.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'require-call' && isBuiltin(path) ? { path: path.replace(/^node:/, ''), namespace: 'builtin' } : undefined,
    );
    to.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `export * from 'node:${path}'; export { default } from 'node:${path}';`,
    }));
  },
};

export async function bundleForCage(files, outdir) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files.map((file) => ({ in: file, out: basename(file, '.js') })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    plugins: [sdkWithoutBuiltins, nativeByArgument, builtinsByImport],
  });
  return Object.entries(metafile.outputs).map(([file, { imports }]) => ({
    file: basename(file),
    imports: [...new Set(imports.map(({ path }) => path))].sort(),
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [outdir, ...files] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(await bundleForCage(files, outdir))}\n`);
}
