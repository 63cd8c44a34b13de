// Is the repository fit to publish: what a user installs is a listed set of packages under listed licences, pinned, with no
// script of theirs run; the lockfile says nothing about where somebody's packages came from; no file names somebody's machine.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name) => readFileSync(`${root}/${name}`, 'utf8');
const json = (name) => JSON.parse(read(name));

const TOP_LEVEL = 'package.json package-lock.json tsconfig.json src workers policies test scripts docs'.split(' ');
const DOCUMENT = /^(?:[A-Z][A-Z-]*(?:\.md)?|\.[a-z].*)$/;
const LICENCES = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense', 'BlueOak-1.0.0'];
const APACHE_2 = 'cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30';
const NPMRC = ['engine-strict=true', 'save-exact=true', 'allow-git=none', 'omit-lockfile-registry-resolved=true'];
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;
const REGISTRY = /\bregistry\.[a-z0-9-]+\.(?:org|com|net|io|dev)\b|\/\/[^/\s]+\/(?:repository|artifactory|api)\/npm\b/;
/** One entry stands for the packages that a library has for each platform. */
const family = (name) => name.replace(/^(@koromix\/koffi|@napi-rs\/nice|@duckdb\/node-bindings)-.*/, '$1-*');

const complaints = [];
const expect = (holds, complaint) => holds || complaints.push(complaint);

const manifest = json('package.json');
const lock = json('package-lock.json');
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
  expect(EXACT.test(version), `package.json does not pin ${name}: \`${version}\``);
}
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
for (const key of ['dependencies', 'devDependencies', 'engines']) {
  expect(same(manifest[key], lock.packages[''][key]), `package-lock.json differs from package.json in ${key}`);
}

for (const [path, entry] of locked) {
  // npm refuses to install from a lockfile that was written where a package for another platform could not be had.
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    const isLocked = `node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages;
    expect(isLocked, `package-lock.json misses ${name}, which ${path} needs on another platform`);
  }
  expect(!entry.resolved, `package-lock.json records where ${path} was downloaded from`);
  expect(entry.integrity || entry.inBundle, `package-lock.json has no hash for ${path}`);
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (entry.hasInstallScript)
    expect(manifest.allowScripts?.[name] === false, `${name} has an install script that allowScripts does not deny`);
}

const listed = json('scripts/check/production-packages.json');
const shipped = new Map(
  locked
    .filter(([, { dev, devOptional }]) => !dev && !devOptional)
    .map(([path, { license }]) => [family(path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)), license]),
);
for (const [name, licence] of shipped) {
  expect(listed[name] === licence, `production package ${name} (${licence}) is not in production-packages.json`);
  expect(LICENCES.includes(licence), `production package ${name} has a licence that is not on the list: ${licence}`);
}
for (const name of Object.keys(listed)) expect(shipped.has(name), `production-packages.json lists ${name}, which does not ship`);

const npmrc = read('.npmrc').split('\n');
for (const line of NPMRC) expect(npmrc.includes(line), `.npmrc does not say ${line}`);
expect(createHash('sha256').update(read('LICENSE')).digest('hex') === APACHE_2, 'LICENSE is not the text of Apache-2.0');
expect(manifest.license === 'Apache-2.0', 'package.json does not say Apache-2.0');

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
for (const entry of new Set(files.map((file) => file.split('/')[0]))) {
  expect(TOP_LEVEL.includes(entry) || DOCUMENT.test(entry), `top level holds ${entry}, which has no place there`);
}

/** Where this checkout lies, as far as it is not a place that every machine has. */
function machinePaths() {
  const shared = ['', 'tmp', 'var', 'usr', 'opt', 'srv', 'mnt', 'home', 'root', 'Users', 'private', 'builds', 'runner'];
  const [, first, second] = root.split('/');
  const own = shared.includes(first) ? (first === 'home' || first === 'Users' ? `/${first}/${second}/` : root) : `/${first}/`;
  const { homedir } = userInfo();
  return ['/', '/root'].includes(homedir) ? [own] : [own, `${homedir}/`];
}
const escaped = (path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
// The same words inside a longer path are some other folder.
const machine = new RegExp(`(?<![\\w.~}-])(?:${machinePaths().map(escaped).join('|')})`);
for (const file of files.filter((name) => existsSync(`${root}/${name}`))) {
  const text = read(file);
  expect(!machine.test(text), `${file} names a path of this machine`);
  expect(!REGISTRY.test(text), `${file} names the host of a package registry`);
}

for (const complaint of complaints) console.error(complaint);
console.log(`${files.length} files, ${shipped.size} production packages, ${complaints.length} complaints`);
process.exitCode = complaints.length === 0 ? 0 : 1;
