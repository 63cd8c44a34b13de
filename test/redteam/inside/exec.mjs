// Programs: a shell, the cloud tools, another Node, code that was never a file. The process may become a fresh Node in the same cage, since
// the filter is in place before Node is; that gains nothing, and the acts after it show so.

import { exec, execFile, fork as forkNode, spawnSync } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { act, everywhere, FORBIDDEN, HIDDEN, UNKNOWN } from './act.mjs';
import { callAndLeave, numberOf, pointers, struct, sys } from './kernel.mjs';

const SIGCHLD = 17;
const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const CLONE_VM = 0x100;
const CLONE_VFORK = 0x4000;
const MFD_CLOEXEC = 1;
const F_SETFD = 2;
const NOTHING = Buffer.alloc(8);
const LOADER = process.arch === 'x64' ? '/lib64/ld-linux-x86-64.so.2' : '/lib/ld-linux-aarch64.so.1';

function spawned(file, args = []) {
  const { error } = spawnSync(file, args, { timeout: 2_000 });
  if (error) throw error;
}

/** The process is replaced: what the new program prints is the outcome. */
function become(file, args) {
  // Node marked them to be closed.
  for (const descriptor of [0, 1, 2]) sys('fcntl', descriptor, F_SETFD, 0);
  sys('execve', file, pointers([file, ...args]), NOTHING);
}

const says = (at, outcome) => JSON.stringify({ ended: at, outcome });

/** In a fresh Node, by hand: does it read what this one could not? */
const READ_AGAIN = (path, at) =>
  `let o='done';try{require('node:fs').readFileSync(${JSON.stringify(path)})}catch(e){o=e.code};require('node:fs').writeSync(1,JSON.stringify({ended:${at},outcome:o})+'\\n')`;

const SPAWN_AGAIN = (at) =>
  `const r=require('node:child_process').spawnSync('/bin/true');require('node:fs').writeSync(1,JSON.stringify({ended:${at},outcome:r.error?r.error.code:'done'})+'\\n')`;

const shells = ['/bin/sh', '/bin/bash', '/usr/bin/env', '/bin/cat'].map((file) =>
  act(7, `spawn ${file}`, () => spawned(file, ['--version']), { ...FORBIDDEN, lacking: { ENOENT: `this machine has no ${file}` } }),
);

const programs = [
  ...shells,
  act(7, 'spawn with a shell', () => promisify(exec)('true'), FORBIDDEN),
  act(7, 'spawn without waiting', () => promisify(execFile)('/bin/true'), FORBIDDEN),
  act(
    7,
    'spawn under another user',
    () => {
      const { error } = spawnSync('/bin/true', { uid: process.getuid() });
      if (error) throw error;
    },
    FORBIDDEN,
  ),
  act(7, 'fork', () => callAndLeave(numberOf('fork')), { ...FORBIDDEN, on: 'x64' }),
  act(7, 'vfork', () => callAndLeave(numberOf('vfork')), { ...FORBIDDEN, on: 'x64' }),
  act(7, 'clone as fork does', () => callAndLeave(numberOf('clone'), SIGCHLD), { ...FORBIDDEN, on: 'x64' }),
  act(7, 'clone as vfork does', () => callAndLeave(numberOf('clone'), SIGCHLD | CLONE_VM | CLONE_VFORK), { ...FORBIDDEN, on: 'x64' }),
  act(7, 'clone3', () => callAndLeave(numberOf('clone3'), struct(88, [32, 8, SIGCHLD]), 88), { ...UNKNOWN, on: 'x64' }),
  act(
    8,
    'spawn gcloud by name',
    ({ clis }) => {
      const { error } = spawnSync('gcloud', ['projects', 'list'], { env: { PATH: clis } });
      if (error) throw error;
    },
    FORBIDDEN,
  ),
  ...['gcloud', 'aws', 'bq'].map((name) =>
    act(8, `spawn ${name} by its path`, ({ clis }) => spawned(join(clis, name), ['attack']), FORBIDDEN),
  ),
  act(9, 'spawn Node', () => spawned(process.execPath, ['--version']), FORBIDDEN),
  act(
    9,
    'fork a Node with a channel',
    async ({ main }) => {
      const child = forkNode(main, { execArgv: ['-e', '0'], stdio: 'ignore' });
      await once(child, 'exit');
    },
    FORBIDDEN,
  ),
  act(
    9,
    'cluster',
    async () => {
      cluster.setupPrimary({ exec: '/dev/null', silent: true });
      const worker = cluster.fork();
      await once(worker, 'online');
      worker.process.kill('SIGKILL');
    },
    FORBIDDEN,
  ),
  act(9, 'a worker thread, which a cage permits', async () => void (await once(new Worker('0', { eval: true }), 'exit')), {
    ...everywhere('done'),
    may: true,
  }),
  act(11, 'a file in memory', () => void sys('memfd_create', 'x', MFD_CLOEXEC), FORBIDDEN),
  act(11, 'secret memory', () => void sys('memfd_secret', 0), { ...FORBIDDEN, lacking: { ENOSYS: 'this kernel has no secret memory' } }),
  act(11, 'execute by a descriptor', () => void sys('execveat', 0, '', pointers(['x']), NOTHING, AT_EMPTY_PATH), {
    ...FORBIDDEN,
    plain: ['done', 'EACCES'],
  }),
  act(11, 'execute by a folder descriptor', () => void sys('execveat', AT_FDCWD, '/nowhere', pointers(['x']), NOTHING, 0), {
    ...FORBIDDEN,
    plain: 'ENOENT',
  }),
  act(12, 'load a native library that it is shown, which gains nothing: every act here runs through one', () => 'done', {
    ...everywhere('done'),
    may: true,
  }),
  act(
    12,
    'load a native library of the host',
    ({ elsewhere }) => {
      process.dlopen({ exports: {} }, elsewhere);
    },
    everywhere('ERR_DLOPEN_FAILED'),
  ),
];

/** Each of these ends the process when it gets through; the rest is performed by the next one. */
const replacements = [
  act(7, 'become a shell', ({ at }) => become('/bin/echo', [says(at, 'done')]), HIDDEN),
  act(8, 'become gcloud', ({ clis }) => become(join(clis, 'gcloud'), ['attack']), { ...HIDDEN, plain: 'exit 0' }),
  act(
    9,
    'become a fresh Node and read credentials',
    ({ at, home }) => become(process.execPath, ['--openssl-config=/dev/null', '-e', READ_AGAIN(join(home, '.aws/credentials'), at)]),
    HIDDEN,
  ),
  act(
    9,
    'become a fresh Node and spawn',
    ({ at }) => become(process.execPath, ['--openssl-config=/dev/null', '-e', SPAWN_AGAIN(at)]),
    FORBIDDEN,
  ),
  act(10, 'become a shell by way of the loader', ({ at }) => become(LOADER, ['/bin/echo', says(at, 'done')]), {
    // The loader says that it cannot open the file, and ends.
    ...everywhere('exit 127'),
  }),
];

export const acts = [...programs, ...replacements];
