// The pure zones are covered line by line and branch by branch, or the suite fails: a line of the gate or of the protocol that
// no test reaches is a line that nobody knows.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const PURE = ['src/shared', 'src/protocol', 'src/policy', 'src/gate'];

/** Files of types only compile to nothing and are never loaded. */
function hasCode(root, file) {
  const compiled = readFileSync(join(root, 'dist', file.replace(/\.ts$/, '.js')), 'utf8');
  return (
    compiled
      .replace(/^\/\/.*$/gm, '')
      .replace(/export \{\};/, '')
      .trim() !== ''
  );
}

function sourceFiles(root, zone) {
  if (!existsSync(join(root, zone))) return [];
  return readdirSync(join(root, zone), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(zone, name))
    .filter((file) => hasCode(root, file));
}

function gaps(file, { statementMap, s, branchMap, b, fnMap, f }) {
  const lines = Object.keys(s)
    .filter((key) => s[key] === 0)
    .map((key) => statementMap[key].start.line);
  const branches = Object.keys(b)
    .filter((key) => b[key].includes(0))
    .map((key) => branchMap[key].loc.start.line);
  const functions = Object.keys(f)
    .filter((key) => f[key] === 0)
    .map((key) => fnMap[key].loc.start.line);
  return [...new Set([...lines, ...branches, ...functions])].sort((one, other) => one - other).map((line) => `${file}:${line}`);
}

/** Each place of a pure zone that no test reached. */
export function uncovered(root) {
  const path = join(root, '.tap/report/coverage-final.json');
  if (!existsSync(path)) return ['anything: there is no coverage report'];
  const report = Object.entries(JSON.parse(readFileSync(path, 'utf8'))).map(([file, data]) => [relative(root, file), data]);
  const byFile = new Map(report);
  return PURE.flatMap((zone) => sourceFiles(root, zone)).flatMap((file) =>
    byFile.has(file) ? gaps(file, byFile.get(file)) : [`${file}: never loaded`],
  );
}
