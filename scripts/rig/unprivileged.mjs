// As root many attacks prove nothing: root may do everything anyway. Whoever starts an attack as root gets an ordinary user for it, in
// a process with planted variables and nothing of the caller's environment.

import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ORDINARY = 1000;
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SHOWN_AT = '/mnt';

/** Can somebody who is neither owner nor group reach this path? */
function isReachable(path) {
  for (let at = resolve(path); ; at = dirname(at)) {
    const { mode } = statSync(at);
    if ((mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** The command that shows the repository to the ordinary user at a reachable place, in a mount namespace of its own. */
function reachable(script, args) {
  if (isReachable(ROOT)) return { file: process.execPath, args: [script, ...args], drop: true };
  const shown = script.replace(ROOT, SHOWN_AT);
  const shell = 'mount --bind "$1" "$2" && shift 2 && cd / && exec setpriv --reuid=1000 --regid=1000 --clear-groups -- "$@"';
  const moved = args.map((arg) => (arg.startsWith(ROOT) ? arg.replace(ROOT, SHOWN_AT) : arg));
  return { file: 'unshare', args: ['--mount', 'sh', '-c', shell, 'sh', ROOT, SHOWN_AT, process.execPath, shown, ...moved], drop: false };
}

/** Runs a script of ours again as an ordinary user with exactly these variables; resolves with its exit code. */
export function runUnprivileged(script, args, env) {
  const isRoot = process.getuid?.() === 0;
  const { file, args: all, drop } = isRoot ? reachable(script, args) : { file: process.execPath, args: [script, ...args], drop: false };
  const identity = isRoot && drop ? { uid: ORDINARY, gid: ORDINARY } : {};
  const child = spawn(file, all, { stdio: 'inherit', cwd: '/', env: { PATH: '/usr/bin:/bin', ...env }, ...identity });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((done) => {
    child.once('exit', (code) => done(code ?? 1));
  });
}
