// Run inside a unit: tries what each directive forbids, and prints what came of it as one JSON object.

import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { openKernel } from '../../src/cage/native.js';

const AF_VSOCK = 40;
const AF_NETLINK = 16;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const PER_LINUX32 = 8;
const SCHED_FIFO = 1;
/** No process has this number: whoever may try is told so, whoever may not is not. */
const NOBODY = 0x7fff_fffe;
const GET_KEYRING_ID = 0;
const SESSION_KEYRING = -3;
const X32 = 0x4000_0000;
const FOREIGN_MS = 2_000;

const [, , target = '', mode = ''] = process.argv;
const kernel = openKernel();
if (!kernel.ok) throw new Error(kernel.error);
const { syscall } = kernel.value;

function tried(...call: Parameters<typeof syscall>): string {
  const answer = syscall(...call);
  return answer.ok ? 'done' : `errno ${String(answer.error)}`;
}

if (mode === 'foreign') {
  // getpid by another calling convention: the filter of the manager kills who tries.
  const { load } = (await import('koffi')).default;
  const call: (number: number) => number = load(null).func('long syscall(long)');
  call(X32 + 39);
  process.exit(0);
}

const file = `${target}.probe`;
writeFileSync(file, '', { mode: 0o666 });
const umask = (statSync(file).mode & 0o777).toString(8);
let setuid = 'done';
try {
  chmodSync(file, 0o4700);
} catch (cause) {
  setuid = cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed';
}
rmSync(file);
const status = readFileSync('/proc/self/status', 'utf8');
const limits = readFileSync('/proc/self/limits', 'utf8');
// The manager's filter kills the thread that tries: the others of Node would wait for it for ever.
const foreign = spawnSync(process.execPath, [process.argv[1] ?? '', target, 'foreign'], { timeout: FOREIGN_MS, killSignal: 'SIGKILL' });
const keyring = syscall('keyctl', GET_KEYRING_ID, SESSION_KEYRING, 0);
writeFileSync(
  target,
  JSON.stringify({
    NoNewPrivileges: /^NoNewPrivs:\t(\d)/mu.exec(status)?.[1],
    LockPersonality: tried('personality', PER_LINUX32),
    RestrictRealtime: tried('sched_setscheduler', NOBODY, SCHED_FIFO, new Uint8Array(new Int32Array([1]).buffer)),
    RestrictSUIDSGID: setuid,
    SystemCallArchitectures: foreign.status === 0 ? 'went on' : 'killed',
    RestrictAddressFamilies: tried('socket', AF_VSOCK, SOCK_DGRAM, 0),
    netlink: tried('socket', AF_NETLINK, SOCK_RAW, 0),
    KeyringMode: keyring.ok ? String(keyring.value) : `errno ${String(keyring.error)}`,
    UMask: umask,
    LimitCORE: /^Max core file size\s+(\S+)/mu.exec(limits)?.[1],
  }),
);
