// The other processes: signal, trace, read, limit, slow down. Every act names a live victim; in the control these are stand-ins.

import * as fs from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { act, everywhere, FORBIDDEN, HIDDEN, UNKNOWN } from './act.mjs';
import { addressOf, print, struct, sys, topOfStack } from './kernel.mjs';

const VICTIMS = ['executor', 'egress', 'supervisor', 'billing'];
const [SIGUSR1, SIGKILL, SIGSTOP, SIGCONT] = [10, 9, 19, 18];
const PTRACE = { attach: 16, detach: 17, seize: 0x4206, traceme: 0 };
const [F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ] = [8, 10, 1024, 1026, 1031];
const FIOASYNC = 0x5452;
const FIOSETOWN = 0x8901;
const SIOCSPGRP = 0x8902;
const YAMA = { EPERM: 'Yama forbids this to every process that is not an ancestor' };

const toEach = (number, name, run, expected) =>
  VICTIMS.map((who) => act(number, name.replace('%', who), (scene) => run(scene.victims[who], scene), expected));

const signals = [
  ...toEach(13, 'ask whether the % lives', (pid) => void process.kill(pid, 0), FORBIDDEN),
  ...toEach(13, 'open the debugger of the %', (pid) => void process.kill(pid, 'SIGUSR1'), FORBIDDEN),
  ...toEach(
    13,
    'stop the %',
    (pid) => {
      process.kill(pid, 'SIGSTOP');
      process.kill(pid, 'SIGCONT');
    },
    FORBIDDEN,
  ),
  act(13, 'signal everybody', () => void process.kill(-1, 0), FORBIDDEN),
  act(13, 'signal the own group', () => void process.kill(0, 0), FORBIDDEN),
  act(13, 'signal the group of the supervisor', ({ victims }) => void process.kill(-victims.supervisor, 0), {
    ...FORBIDDEN,
    plain: ['done', 'ESRCH'],
  }),
  act(13, 'signal with a pid whose upper half is set', () => void sys('kill', BigInt(process.pid) + 0x1_0000_0000n, 0), FORBIDDEN),
  act(13, 'tgkill', ({ victims }) => void sys('tgkill', victims.executor, victims.executor, SIGUSR1), FORBIDDEN),
  act(13, 'tkill', ({ victims }) => void sys('tkill', victims.executor, SIGCONT), FORBIDDEN),
  act(13, 'queue a signal', ({ victims }) => void sys('rt_sigqueueinfo', victims.executor, SIGCONT, queued()), FORBIDDEN),
  act(
    13,
    'queue a signal to a thread',
    ({ victims }) => void sys('rt_tgsigqueueinfo', victims.executor, victims.executor, SIGCONT, queued()),
    FORBIDDEN,
  ),
  act(
    13,
    'have the kernel signal the executor when a pipe moves',
    ({ victims }) => void sys('fcntl', 1, F_SETOWN, victims.executor),
    FORBIDDEN,
  ),
  act(13, 'choose that signal', () => void sys('fcntl', 1, F_SETSIG, SIGCONT), FORBIDDEN),
  act(13, 'have it signalled by a device call', ({ victims }) => void sys('ioctl', 1, FIOSETOWN, struct(4, [0, 4, victims.executor])), {
    ...FORBIDDEN,
    plain: ['done', 'ENOTTY'],
  }),
  act(13, 'have it signalled by a socket call', ({ victims }) => void sys('ioctl', 1, SIOCSPGRP, struct(4, [0, 4, victims.executor])), {
    ...FORBIDDEN,
    plain: ['done', 'ENOTTY'],
  }),
  act(13, 'switch such signals on', () => void sys('ioctl', 1, FIOASYNC, struct(4, [0, 4, 1])), FORBIDDEN),
  act(13, 'a timer that signals', () => void sys('timer_create', 0, 0, Buffer.alloc(8)), FORBIDDEN),
  act(13, 'a lease, which signals its holder', () => void sys('fcntl', 1, F_SETLEASE, 0), {
    ...FORBIDDEN,
    plain: ['done', 'EINVAL', 'EAGAIN', 'EACCES'],
  }),
  act(13, 'a notice of changes in a folder', notice, { bwrap: 'EPERM', landlock: 'EACCES' }),
  act(13, 'a larger pipe', () => void sys('fcntl', 1, F_SETPIPE_SZ, 1 << 20), { ...FORBIDDEN, plain: ['done', 'EBADF'] }),
];

function notice() {
  const folder = fs.openSync('/', fs.constants.O_DIRECTORY);
  sys('fcntl', folder, F_NOTIFY, 1);
  // Or somebody who looks into the root would signal us at any later time.
  fs.closeSync(folder);
}

function queued() {
  // struct siginfo: number, error, code SI_QUEUE
  return struct(128, [0, 4, SIGCONT], [8, 4, 0xffff_ffff]);
}

function attach(pid) {
  sys('ptrace', PTRACE.attach, pid, 0, 0);
  sys('wait4', pid, 0, 0x40000000, 0);
  sys('ptrace', PTRACE.detach, pid, 0, 0);
}

/** struct iovec[2]: ours, theirs. */
function vectors(address) {
  const into = Buffer.alloc(8);
  const ours = struct(16, [0, 8, addressOf(into)], [8, 8, into.length]);
  const theirs = struct(16, [0, 8, BigInt(address)], [8, 8, into.length]);
  return { into, ours, theirs };
}

function readMemory(pid, { addresses }) {
  const { ours, theirs } = vectors(addresses[pid]);
  sys('process_vm_readv', pid, ours, 1, theirs, 1, 0);
}

function writeMemory(pid, { addresses }) {
  const { ours, theirs } = vectors(addresses[pid]);
  sys('process_vm_readv', pid, ours, 1, theirs, 1, 0);
  sys('process_vm_writev', pid, ours, 1, theirs, 1, 0);
}

const traces = [
  ...toEach(14, 'trace the %', attach, { ...FORBIDDEN, lacking: YAMA }),
  act(14, 'seize the executor', ({ victims }) => void sys('ptrace', PTRACE.seize, victims.executor, 0, 0), { ...FORBIDDEN, lacking: YAMA }),
  ...toEach(14, 'read the memory of the %', readMemory, { ...FORBIDDEN, lacking: YAMA }),
  act(14, 'write the memory of the executor', (scene) => writeMemory(scene.victims.executor, scene), { ...FORBIDDEN, lacking: YAMA }),
  ...toEach(14, 'a descriptor of the %', (pid) => void sys('pidfd_open', pid, 0), FORBIDDEN),
  act(14, 'a descriptor of this very process', () => void sys('pidfd_open', process.pid, 0), FORBIDDEN),
  act(14, 'take a descriptor out of the executor', ({ victims }) => void sys('pidfd_getfd', pidfd(victims.executor), 0, 0), {
    ...FORBIDDEN,
    lacking: YAMA,
  }),
  act(14, 'signal by a descriptor', ({ victims }) => void sys('pidfd_send_signal', pidfd(victims.executor), 0, 0, 0), FORBIDDEN),
  act(
    14,
    'page out the memory of the executor',
    ({ victims }) => void sys('process_madvise', pidfd(victims.executor), vectors(4_096).ours, 1, 21, 0),
    { ...FORBIDDEN, lacking: { EPERM: 'this takes a capability' } },
  ),
  act(14, 'release the memory of a dying process', ({ victims }) => void sys('process_mrelease', pidfd(victims.executor), 0), {
    ...FORBIDDEN,
    plain: ['EINVAL', 'done'],
  }),
  act(14, 'compare with the executor', ({ victims }) => void sys('kcmp', process.pid, victims.executor, 1, 0, 0), {
    ...FORBIDDEN,
    lacking: { ...YAMA, ENOSYS: 'this kernel compares no processes' },
  }),
  act(14, 'move the pages of the executor', ({ victims }) => void sys('move_pages', victims.executor, 0, 0, 0, 0, 0), {
    ...FORBIDDEN,
    lacking: { ENOSYS: 'this kernel moves no pages' },
  }),
  act(
    14,
    'migrate the pages of the executor',
    ({ victims }) => void sys('migrate_pages', victims.executor, 64, struct(8, [0, 4, 1]), struct(8, [0, 4, 1])),
    { ...FORBIDDEN, lacking: { ENOSYS: 'this kernel moves no pages' } },
  ),
];

/** In a cage it cannot be had; then the call that would use it is asked about. */
function pidfd(pid) {
  try {
    return sys('pidfd_open', pid, 0);
  } catch {
    return 0;
  }
}

const PROC = ['environ', 'mem', 'maps', 'cmdline', 'status', 'stat', 'limits', 'auxv', 'mountinfo', 'net/unix', 'task'];

const insides = [
  ...VICTIMS.flatMap((who) => [
    ...PROC.map((file) =>
      act(
        15,
        `read ${file} of the ${who}`,
        ({ victims }) => {
          const path = `/proc/${victims[who]}/${file}`;
          if (file === 'task') fs.readdirSync(path);
          else fs.closeSync(fs.openSync(path, 'r'));
        },
        HIDDEN,
      ),
    ),
    act(15, `list the descriptors of the ${who}`, ({ victims }) => void fs.readdirSync(`/proc/${victims[who]}/fd`), HIDDEN),
    act(15, `the program of the ${who}`, ({ victims }) => void fs.readlinkSync(`/proc/${victims[who]}/exe`), HIDDEN),
    act(
      15,
      `have the ${who} killed first when memory is short`,
      ({ victims }) => fs.writeFileSync(`/proc/${victims[who]}/oom_score_adj`, '1000'),
      HIDDEN,
    ),
    act(15, `that the ${who} exists`, ({ victims }) => void fs.statSync(`/proc/${victims[who]}`), {
      bwrap: 'ENOENT',
      landlock: 'done',
      leak: 'Landlock does not hide that a process exists',
    }),
  ]),
  act(15, 'environment of the first process', () => void fs.readFileSync('/proc/1/environ'), {
    ...HIDDEN,
    lacking: { EACCES: 'the first process belongs to root' },
  }),
  act(15, 'environment of this process', () => print(fs.readFileSync('/proc/self/environ', 'latin1')), { ...HIDDEN, plain: 'a secret' }),
  act(15, 'memory of this process', () => void fs.openSync('/proc/self/mem', 'r+'), HIDDEN),
  // What these print is searched for the planted secrets, which the supervisor holds in its environment.
  act(16, 'print the environment', () => print(JSON.stringify([process.env, process.argv, process.execArgv, process.title])), {
    ...everywhere('no secret'),
    plain: 'a secret',
  }),
  act(
    16,
    'print what the kernel put above the stack',
    () =>
      print(
        topOfStack()
          .toString('latin1')
          .replace(/[^ -~]+/g, ' '),
      ),
    { ...everywhere('no secret'), plain: 'a secret' },
  ),
  act(
    16,
    'print a diagnostic report',
    () => {
      // Names for the addresses of sockets would be asked for outside.
      process.report.excludeNetwork = true;
      print(JSON.stringify(process.report.getReport()));
    },
    { ...everywhere('no secret'), plain: 'a secret' },
  ),
];

const POLICY_OTHER = Buffer.alloc(4);

const limits = [
  ...toEach(
    17,
    'limit the open files of the %',
    (pid) => {
      const now = Buffer.alloc(16);
      sys('prlimit64', pid, 7, 0, now);
      sys('prlimit64', pid, 7, now, 0);
    },
    FORBIDDEN,
  ),
  ...toEach(17, 'slow down the %', (pid) => setPriority(pid, 19), FORBIDDEN),
  ...toEach(17, 'priority of the %', (pid) => void getPriority(pid), FORBIDDEN),
  ...toEach(
    17,
    'put the % on one processor',
    (pid) => {
      const mask = Buffer.alloc(128);
      sys('sched_getaffinity', pid, mask.length, mask);
      sys('sched_setaffinity', pid, mask.length, mask);
    },
    UNKNOWN,
  ),
  act(
    17,
    'put the executor on one processor without asking',
    ({ victims }) => void sys('sched_setaffinity', victims.executor, 128, Buffer.alloc(128, 1)),
    FORBIDDEN,
  ),
  act(17, 'schedule the executor as idle', ({ victims }) => void sys('sched_setscheduler', victims.executor, 5, POLICY_OTHER), FORBIDDEN),
  act(
    17,
    'schedule the executor by attributes',
    ({ victims }) => void sys('sched_setattr', victims.executor, struct(48, [0, 4, 48], [4, 4, 5]), 0),
    FORBIDDEN,
  ),
  act(
    17,
    'how the executor is scheduled',
    ({ victims }) => {
      const found = Buffer.alloc(4, 0xff);
      sys('sched_getparam', victims.executor, found);
      // The filter answers zero and the kernel never looks.
      return found.readInt32LE(0) === -1 ? 'untouched' : undefined;
    },
    everywhere('untouched'),
  ),
  act(17, 'put the executor last at the disk', ({ victims }) => void sys('ioprio_set', 1, victims.executor, (3 << 13) | 7), FORBIDDEN),
  act(17, 'where the executor stands at the disk', ({ victims }) => void sys('ioprio_get', 1, victims.executor), FORBIDDEN),
  act(17, 'slow down everybody of this user', () => void sys('setpriority', 2, process.getuid(), getPriority()), {
    ...FORBIDDEN,
    plain: ['done', 'EACCES'],
  }),
];

const ends = [
  act(13, 'end the executor', ({ victims }) => void process.kill(victims.executor, 'SIGTERM'), FORBIDDEN),
  act(13, 'kill the egress', ({ victims }) => void process.kill(victims.egress, 'SIGKILL'), FORBIDDEN),
  act(13, 'kill the supervisor', ({ victims }) => void sys('kill', victims.supervisor, SIGKILL), FORBIDDEN),
  act(13, 'stop the billing process for good', ({ victims }) => void sys('kill', victims.billing, SIGSTOP), FORBIDDEN),
];

/** The last: whoever is traced stops at the next signal, and its parent here does not go on with it. */
const traced = act(14, 'ask to be traced', () => void sys('ptrace', PTRACE.traceme, 0, 0, 0), {
  ...FORBIDDEN,
  plain: ['done', 'EPERM', 'hung'],
});

export const acts = [...signals, ...traces, ...insides, ...limits, ...ends, traced];
