// Does SECURITY.md speak of this code? Every threat named in a comment has its row, every row its place in the code, every path exists.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const THREAT = /\bT(?:[1-7]|-[A-Z]+)\b/g;

const listed = new Set([...text.matchAll(/^\| (T(?:[1-7]|-[A-Z]+)) \|/gm)].map(([, name]) => name));
const sources = ['src', 'workers'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);
const comments = (file) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => /^\s*(?:\/\/|\/?\*)|\/\/ /.test(line))
    .join('\n');
const named = new Map();
for (const file of sources) for (const [name] of comments(file).matchAll(THREAT)) named.set(name, file);

const faults = [
  ...[...named].filter(([name]) => !listed.has(name)).map(([name, file]) => `${file} names ${name}, which SECURITY.md does not list`),
  ...[...listed].filter((name) => !named.has(name)).map((name) => `SECURITY.md lists ${name}, which no comment in the code names`),
  ...[...text.matchAll(/`((?:src|test|scripts|workers)\/[^`\s]*)`/g)]
    .filter(([, path]) => !existsSync(join(root, path)))
    .map(([, path]) => `SECURITY.md names ${path}, which does not exist`),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
