// A rule that is switched off says why, on the same line. Nobody reviews what gives no reason.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What switches a rule off, and the shape of the line that explains it. */
const SWITCHES = [
  { off: /eslint-disable(?:-next-line|-line)?/, said: /eslint-disable\S* [^*]* -- \S.{9}/, hint: 'eslint-disable-line rule -- reason' },
  { off: /biome-ignore/, said: /biome-ignore \S+: \S.{9}/, hint: 'biome-ignore format: reason' },
  { off: /@ts-expect-error/, said: /@ts-expect-error:? \S.{9}/, hint: '@ts-expect-error reason' },
  { off: /@ts-ignore|@ts-nocheck/, said: /^\b$/, hint: 'use @ts-expect-error reason' },
  { off: /(?:c8|v8|istanbul) ignore/, said: /ignore \S+.* -- \S.{9}/, hint: 'c8 ignore next -- reason' },
  // A constant in capitals is the reason; it says so where it is made.
  {
    off: /\bskip: (?!false|string)/,
    said: /skip: [^/]*\/\/ \S.{9}|skip: .*['"`].{9}|skip: [A-Z][A-Z_]*\b/,
    hint: "skip: 'reason'",
    in: /^test\//,
  },
];

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'workers', 'test', 'scripts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((name) => /\.(?:ts|js|mjs|cjs|jsonc)$/.test(name) && name !== 'scripts/check/reasons.mjs');

const silent = [];
for (const file of files) {
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const { off, said, hint, in: where } of SWITCHES) {
      if ((where === undefined || where.test(file)) && off.test(line) && !said.test(line))
        silent.push(`${file}:${index + 1} gives no reason: ${hint}`);
    }
    if (file.startsWith('scripts/check/') && /'off'|"off"/.test(line) && !/\/\/ \S.{9}/.test(line)) {
      silent.push(`${file}:${index + 1} switches a rule off without a reason: 'off', // reason`);
    }
  }
}

for (const complaint of silent) console.error(complaint);
console.log(`${files.length} files, ${silent.length} rules switched off without a reason`);
process.exitCode = silent.length === 0 ? 0 : 1;
