// Proves that the lint rules about borders bite: each line must be refused by that rule in that file, and let through in the
// file that may do it. Rules that need types are typescript-eslint's own and are not tried again here.

import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const RULES = {
  cast: 'ghosthunter/cast-needs-reason',
  computed: 'ghosthunter/import-names-its-file',
  global: 'no-restricted-globals',
  property: 'no-restricted-properties',
  syntax: 'no-restricted-syntax',
  exported: 'no-restricted-exports',
  any: '@typescript-eslint/no-explicit-any',
  bang: '@typescript-eslint/no-non-null-assertion',
};

const REFUSED = [
  ['src/gate/x.ts', 'cast', 'export const a = b as C;'],
  ['test/gate/x.test.ts', 'cast', 'export const a = <C>b;'],
  ['src/gate/x.ts', 'cast', 'export const a = b as C; // CAST:'],
  ['src/supervisor/x.ts', 'computed', 'export const a = import(name);'],
  ['src/supervisor/x.ts', 'computed', 'export const a = import(`./x.js`);'],
  ['src/supervisor/x.ts', 'global', 'console.log(1);'],
  ['workers/executor.ts', 'global', 'console.error(1);'],
  ['src/executor/x.ts', 'global', 'void fetch("http://example.com");'],
  ['src/executor/x.ts', 'global', 'globalThis.process.exit();'],
  ['src/investigation/x.ts', 'global', 'export const a = process.pid;'],
  ['src/gate/x.ts', 'global', 'export const a = Date.now();'],
  ['src/gate/x.ts', 'property', 'export const a = Math.random();'],
  ['src/supervisor/x.ts', 'property', 'process.stdout.write("x");'],
  ['src/supervisor/x.ts', 'property', 'const { stderr } = process;'],
  ['src/main.ts', 'property', 'process.stdout.write("x");'],
  ['src/supervisor/x.ts', 'property', 'export const a = process.env;'],
  ['src/terminal/screen.ts', 'property', 'export const a = process.env;'],
  ['src/executor/x.ts', 'property', 'process.exit(1);'],
  ['src/main.ts', 'property', 'process.getBuiltinModule("fs");'],
  ['src/cage/x.ts', 'property', 'process.dlopen({}, "x");'],
  ['src/cage/canaries.ts', 'syntax', 'export const a = process as unknown as B; // CAST: never'],
  ['src/gate/x.ts', 'exported', 'export default 1;'],
  ['src/gate/x.ts', 'any', 'export let a: any;'],
  ['src/gate/x.ts', 'bang', 'export const a = b!;'],
];

const ALLOWED = [
  ['src/gate/x.ts', 'export const a = b as C; // CAST: the pattern above holds'],
  ['src/gate/x.ts', '// CAST: the pattern above holds\nexport const a = b as C;'],
  ['src/gate/x.ts', 'export const a = [1] as const;'],
  ['src/supervisor/x.ts', "export const a = import('./x.js');"],
  ['src/terminal/screen.ts', 'process.stdout.write("x");'],
  ['src/main.ts', 'export const a = [process.env, process.argv];'],
  ['workers/executor.ts', 'process.exit(1);'],
  ['workers/executor.ts', 'process.stderr.write("x");'],
  ['src/cage/canaries.ts', 'export const a = process.env;'],
  ['src/cage/raw-calls.ts', 'export const a = process as unknown as B; // CAST: never'],
  ['src/supervisor/x.ts', 'export const a = Date.now();'],
];

const eslint = new ESLint({
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  overrideConfigFile: fileURLToPath(new URL('eslint.config.js', import.meta.url)),
  overrideConfig: [{ ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] }],
});

async function found(filePath, code) {
  const [{ messages }] = await eslint.lintText(code, { filePath });
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

const complaints = [];
for (const [file, rule, code] of REFUSED) {
  const rules = await found(file, code);
  if (!rules.includes(RULES[rule])) complaints.push(`${RULES[rule]} did not fire in ${file} on: ${code}; fired: ${rules.join(', ')}`);
}
for (const [file, code] of ALLOWED) {
  for (const rule of await found(file, code)) complaints.push(`${rule} fired in ${file} on what is allowed: ${code}`);
}

for (const complaint of complaints) console.error(complaint);
console.log(`${REFUSED.length} lines refused, ${ALLOWED.length} let through`);
process.exitCode = complaints.length === 0 ? 0 : 1;
