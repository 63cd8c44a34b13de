// What of the machine a CLI may read in its cage: the system's programs and libraries, the few settings of the system that a program which
// speaks TLS needs, and the tree of the very program that was pinned. Of the person's home nothing.

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isFileAt, type PinnedBinary } from '../programs/index.js';
import type { Attest } from '../protocol/index.js';

export const SYSTEM_TREES: readonly string[] = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

export const SYSTEM_SETTINGS: readonly string[] = [
  '/etc/ssl',
  '/etc/pki',
  '/etc/ca-certificates',
  '/etc/ca-certificates.conf',
  '/etc/crypto-policies',
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/host.conf',
  '/etc/gai.conf',
  '/etc/nsswitch.conf',
  '/etc/services',
  '/etc/protocols',
  '/etc/localtime',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/alternatives',
  '/etc/mime.types',
];

/** What lies beside the `bin` of an installation and belongs to it. */
const BESIDE_BIN = ['lib', 'lib64', 'libexec', 'pyvenv.cfg', 'Frameworks'];
/** A script that only starts another program is short. */
const LONGEST_STARTER = 16 * 1024;

function isBelow(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(ancestor === sep ? sep : ancestor + sep);
}

/** The installation that a program belongs to, without the directories of others. */
function treeOf(program: string): readonly string[] {
  const directory = dirname(program);
  const root = dirname(directory);
  // Google's is one tree: its programs find the rest from where they lie.
  if (isFileAt(join(root, 'lib/gcloud.py'))) return [root];
  if (basename(directory) !== 'bin') return [directory];
  return [directory, ...BESIDE_BIN.map((name) => join(root, name))];
}

/** Programs that a short script names by their whole path: a starter of the person's own. */
function startedBy(script: string): readonly string[] {
  if (statSync(script).size > LONGEST_STARTER) return [];
  const words = readFileSync(script, 'latin1').split(/[\s"'`;|&()<>=]+/u);
  return [...new Set(words)].filter((word) => word.startsWith('/') && isFileAt(word) && (statSync(word).mode & 0o111) !== 0);
}

/** Where a program's first line leads, link by link: an environment of Python's is found by the link, not by its target. */
function interpretersOf(path: string): readonly string[] {
  const start = readFileSync(path).subarray(0, 256).toString('latin1');
  const named = start.startsWith('#!') ? (start.slice(2).split('\n')[0] ?? '').trim().split(/[ \t]/u)[0] : undefined;
  return named !== undefined && isFileAt(named) ? [named, realpathSync(named)] : [];
}

/** The person's home and our state directory; the directories that the person named in config.toml. */
type Choice = Pick<Attest, 'home' | 'stateDirectory' | 'binaryDirectories' | 'cli'>;

/** The trees to show for this program, besides the system's. One that would show the person's whole home or our state directory is not. */
export function shownFor({ path }: Pick<PinnedBinary, 'path'>, choice: Choice): readonly string[] {
  const programs = [path, ...interpretersOf(path)];
  const started = startedBy(path).flatMap((program) => [program, realpathSync(program), ...interpretersOf(realpathSync(program))]);
  const trusted = choice.binaryDirectories.map((directory) => join(directory, basename(path)));
  const wished = [...[...programs, ...started, ...trusted].flatMap(treeOf), ...choice.cli.readable];
  const guarded = [choice.home, choice.stateDirectory]
    .filter((directory) => existsSync(directory))
    .map((directory) => realpathSync(directory));
  const shown = wished.filter((tree) => existsSync(tree) && !SYSTEM_TREES.some((system) => isBelow(tree, system)));
  const narrow = shown.flatMap((tree) =>
    guarded.some((secret) => isBelow(secret, realpathSync(tree))) ? programsIn(tree, [...programs, ...started]) : [tree],
  );
  const unique = [...new Set(narrow)].filter((tree) => !guarded.some((secret) => secret === realpathSync(tree)));
  return unique.filter((tree) => !unique.some((other) => other !== tree && isBelow(tree, other))).sort();
}

/** Of a directory that must not be shown whole, the programs themselves. */
function programsIn(tree: string, programs: readonly string[]): readonly string[] {
  return programs.filter((program) => dirname(program) === tree && readdirSync(tree).includes(basename(program)));
}
