// The rest of the kernel: namespaces, large interfaces that an ordinary program never needs, other ways in, and every call nobody listed.

import * as fs from 'node:fs';
import { act, everywhere, FORBIDDEN, KILLED, UNKNOWN } from './act.mjs';
import { answeredCalls, callAndLeave, callAs32Bit, callNumber, numberOf, struct, sys } from './kernel.mjs';

const SIGCHLD = 17;
const AT_FDCWD = -100;
const USER_NAMESPACE = 0x10000000;
const NAMESPACES = { mount: 0x20000, pid: 0x20000000, net: 0x40000000, ipc: 0x8000000, uts: 0x4000000, cgroup: 0x2000000 };
const X32 = 0x4000_0000;
const GETPID_OF_32_BIT = 20;
const PR = { deathSignal: 1, dumpable: 4, subreaper: 36, tracer: 0x59616d61 };
const ARCH_GET_FS = 0x1003;
const TIOCLINUX = 0x541c;
const UFFD_USER_MODE_ONLY = 1;

const noNamespaces = { EPERM: 'this machine gives this user no namespaces', ENOSPC: 'this machine gives this user no namespaces' };
const notBuilt = { ENOSYS: 'this kernel was built without it' };

const namespaces = [
  act(29, 'a child in a user namespace of its own', () => callAndLeave(numberOf('clone'), SIGCHLD | USER_NAMESPACE), {
    ...FORBIDDEN,
    lacking: noNamespaces,
    on: 'x64',
  }),
  ...Object.entries(NAMESPACES).map(([kind, flag]) =>
    act(
      29,
      `a child in a user and a ${kind} namespace of its own`,
      () => callAndLeave(numberOf('clone'), SIGCHLD | USER_NAMESPACE | flag),
      {
        ...FORBIDDEN,
        lacking: noNamespaces,
        on: 'x64',
      },
    ),
  ),
  act(29, 'the same by clone3', () => callAndLeave(numberOf('clone3'), struct(88, [0, 8, USER_NAMESPACE], [32, 8, SIGCHLD]), 88), {
    ...UNKNOWN,
    lacking: { ...noNamespaces, ...notBuilt },
    on: 'x64',
  }),
];

/** A handle of a file, which opens it without its path. */
function fileHandle(path) {
  const handle = struct(136, [0, 4, 128]);
  sys('name_to_handle_at', AT_FDCWD, path, handle, Buffer.alloc(4), 0);
  return handle;
}

const noHandles = { EOPNOTSUPP: 'this file system has no handles' };

const interfaces = [
  act(31, 'a program in the kernel (bpf)', () => void sys('bpf', 0, struct(72, [0, 4, 2], [4, 4, 4], [8, 4, 8], [12, 4, 1]), 72), {
    ...FORBIDDEN,
    lacking: { EPERM: 'kernel.unprivileged_bpf_disabled forbids it to this user', ...notBuilt },
  }),
  act(
    31,
    'performance counters',
    () => void sys('perf_event_open', struct(128, [0, 4, 1], [4, 4, 128], [8, 8, 0], [40, 8, 0x60]), 0, -1, -1, 0),
    {
      ...FORBIDDEN,
      lacking: { EACCES: 'kernel.perf_event_paranoid forbids it to this user', ENOENT: 'this machine has no counters', ...notBuilt },
    },
  ),
  act(31, 'page faults by hand', () => void sys('userfaultfd', UFFD_USER_MODE_ONLY), { ...FORBIDDEN, lacking: notBuilt }),
  act(31, 'the session keyring', () => void sys('keyctl', 0, -3, 1), { ...FORBIDDEN, lacking: notBuilt }),
  act(31, 'a key of its own', () => void sys('add_key', 'user', 'ghosthunter-attack', Buffer.from('x'), 1, -2), {
    ...FORBIDDEN,
    lacking: { ...notBuilt, EDQUOT: 'this user has no room for keys' },
  }),
  act(31, 'ask for a key', () => void sys('request_key', 'user', 'ghosthunter-attack', 0, 0), {
    ...FORBIDDEN,
    plain: ['done', 'ENOKEY'],
    lacking: notBuilt,
  }),
  act(31, 'a handle of credentials', ({ home }) => void fileHandle(`${home}/.aws/credentials`), { ...FORBIDDEN, lacking: noHandles }),
  act(31, 'open a file by a handle', () => void sys('open_by_handle_at', 0, struct(136, [0, 4, 128]), 0), {
    ...FORBIDDEN,
    lacking: { EPERM: 'only root opens files by handles' },
  }),
  act(31, 'another personality', () => void sys('personality', 0x0040000), FORBIDDEN),
  act(31, 'a filter of its own', () => void sys('seccomp', 2, 0, struct(4, [0, 4, 0x7fff_0000])), { ...FORBIDDEN, lacking: notBuilt }),
  act(31, 'a Landlock ruleset of its own', () => void sys('landlock_create_ruleset', struct(8, [0, 8, 1]), 8, 0), {
    ...UNKNOWN,
    lacking: { ...notBuilt, EOPNOTSUPP: 'Landlock is switched off' },
  }),
  act(31, 'segments of its own', () => void sys('modify_ldt', 0, Buffer.alloc(16), 16), { ...FORBIDDEN, lacking: notBuilt, on: 'x64' }),
  act(31, 'watch the whole file system', () => void sys('fanotify_init', 0x200, 0), {
    ...FORBIDDEN,
    lacking: { ...notBuilt, EPERM: 'only root watches file systems here', EINVAL: 'this kernel watches only for root' },
  }),
  act(31, 'shared memory', () => void sys('shmget', 0, 4_096, 0o1600), { ...FORBIDDEN, lacking: notBuilt }),
  act(31, 'a semaphore', () => void sys('semget', 0, 1, 0o1600), { ...FORBIDDEN, lacking: notBuilt }),
  act(31, 'a message queue', () => void sys('msgget', 0, 0o1600), { ...FORBIDDEN, lacking: notBuilt }),
  act(31, 'a named message queue', () => void sys('mq_open', 'ghosthunter-attack', 0o102, 0o600, 0), {
    ...FORBIDDEN,
    lacking: { ...notBuilt, EACCES: 'this user may open no queue' },
  }),
  act(31, 'outlive the supervisor (no death signal)', () => void sys('prctl', PR.deathSignal, 0, 0, 0, 0), FORBIDDEN),
  act(31, 'be written to disk when it crashes', () => void sys('prctl', PR.dumpable, 1, 0, 0, 0), FORBIDDEN),
  act(31, 'inherit orphans', () => void sys('prctl', PR.subreaper, 1, 0, 0, 0), FORBIDDEN),
  act(31, 'let anybody trace it', () => void sys('prctl', PR.tracer, -1, 0, 0, 0), { ...FORBIDDEN, plain: ['done', 'EINVAL'] }),
  act(31, 'where thread-local memory is', () => void sys('arch_prctl', ARCH_GET_FS, Buffer.alloc(8)), { ...FORBIDDEN, on: 'x64' }),
  act(31, 'a limit of its own', () => void sys('setrlimit', 4, Buffer.alloc(16)), FORBIDDEN),
  act(31, 'a device call whose number has an upper half', () => void sys('ioctl', 1, 0x1_0000_0000n + 0x5421n, struct(4)), FORBIDDEN),
  act(31, 'a device call for consoles', () => void sys('ioctl', 1, TIOCLINUX, Buffer.from([2])), {
    ...FORBIDDEN,
    plain: ['ENOTTY', 'EINVAL'],
  }),
  act(31, 'the log of the kernel', () => void sys('syslog', 10, 0, 0), {
    ...FORBIDDEN,
    lacking: { EPERM: 'kernel.dmesg_restrict forbids it to this user', ...notBuilt },
  }),
  act(31, 'copy between files', () => void sys('copy_file_range', fs.openSync('/dev/null', 'r'), 0, 1, 0, 1, 0), {
    ...FORBIDDEN,
    plain: ['EINVAL', 'EXDEV', 'done'],
  }),
  act(31, 'every call that no cage answers, one after the other', () => answeredCalls().join(' ') || 'none', {
    ...everywhere('none'),
    plain: /^(?:\d+(?::\w+)? ?){100,}$/,
  }),
];

/** Each ends the process in a cage; the rest is performed by the next one. */
const entries = [
  act(31, 'the 32-bit entry of the kernel', () => callAs32Bit(GETPID_OF_32_BIT), {
    ...KILLED,
    lacking: { SIGSEGV: 'this kernel has no 32-bit entry' },
    on: 'x64',
  }),
  act(31, 'the x32 numbers of calls', () => void callNumber(X32 + numberOf('getpid')), { ...KILLED, lacking: notBuilt, on: 'x64' }),
];

export const acts = [...namespaces, ...interfaces, ...entries];
