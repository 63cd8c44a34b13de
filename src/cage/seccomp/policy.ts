// What a caged process may ask of the kernel, by name. Whatever is not listed here does not exist for it (ENOSYS).
// Derived by tracing Node 20 and 24 through the real work: the SDK, zod, worker threads, timers, streams, garbage collection.

import type { SyscallName } from './architecture.js';

/** Stands for the pid of the caged process itself. */
export const OWN_PID = 'own-pid';

/** A condition on one argument, as an unsigned 64-bit value; its upper half must be zero. */
export type Condition =
  | { readonly argument: ArgumentIndex; readonly oneOf: readonly (number | typeof OWN_PID)[] }
  | { readonly argument: ArgumentIndex; readonly mustHave: number; readonly mayHave: number };

type ArgumentIndex = 0 | 1 | 2 | 3 | 4 | 5;

export interface ArgumentRule {
  readonly call: SyscallName;
  readonly when: readonly Condition[];
  readonly otherwise: 'EPERM' | 'ENOSYS' | 'zero';
}

const CLONE_THREAD = 0x0001_0000;
/** VM, FS, FILES, SIGHAND, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID, DETACHED, CHILD_SETTID: a thread, no namespace, no ptrace. */
const CLONE_OF_A_THREAD = CLONE_THREAD | 0x0000_0f00 | 0x0004_0000 | 0x0008_0000 | 0x0010_0000 | 0x0020_0000 | 0x0040_0000 | 0x0100_0000;

const FIONBIO = 0x5421;
const FIOCLEX = 0x5451;
const FIONREAD = 0x541b;
const TCGETS = 0x5401;

const F_DUPFD = 0;
const F_GETFD = 1;
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 1030;

const SOL_SOCKET = 1;
const SO_TYPE = 3;
const SO_ERROR = 4;

const PR_SET_NAME = 15;
const PR_SET_VMA = 0x5356_4d41;

const ARCH_SET_FS = 0x1002;

export const RULED: readonly ArgumentRule[] = [
  // T-SPAWN, T-NAMESPACE: a thread of this process and nothing else. clone3 passes its flags in memory, where no filter can see
  // them, so it does not exist (ENOSYS) and the C library falls back to clone.
  { call: 'clone', when: [{ argument: 0, mustHave: CLONE_THREAD, mayHave: CLONE_OF_A_THREAD }], otherwise: 'EPERM' },
  // T-SIGNAL: nobody but itself can be signalled, limited or asked about. 0 means the caller in the calls that take it here.
  { call: 'kill', when: [{ argument: 0, oneOf: [OWN_PID] }], otherwise: 'EPERM' },
  { call: 'tgkill', when: [{ argument: 0, oneOf: [OWN_PID] }], otherwise: 'EPERM' },
  { call: 'prlimit64', when: [{ argument: 0, oneOf: [0, OWN_PID] }], otherwise: 'EPERM' },
  // The C library asks this of each new thread by thread id and takes ENOSYS, not EPERM, for "cannot tell".
  { call: 'sched_getaffinity', when: [{ argument: 0, oneOf: [0, OWN_PID] }], otherwise: 'ENOSYS' },
  // Node 24's mutexes ask these of their own thread by thread id, and print a line for every failure. Zero is the true answer for a
  // thread of ours (ordinary scheduling, no priority), and tells nothing of anybody else since the kernel never looks.
  { call: 'sched_getparam', when: [{ argument: 0, oneOf: [0, OWN_PID] }], otherwise: 'zero' },
  { call: 'sched_getscheduler', when: [{ argument: 0, oneOf: [0, OWN_PID] }], otherwise: 'zero' },
  // T-TERMINAL: no TIOCSTI, no FIOASYNC, no device control.
  { call: 'ioctl', when: [{ argument: 1, oneOf: [FIONBIO, FIOCLEX, FIONREAD, TCGETS] }], otherwise: 'EPERM' },
  // T-SIGNAL: F_SETOWN with F_SETSIG would send any signal to any process of this user.
  { call: 'fcntl', when: [{ argument: 1, oneOf: [F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC] }], otherwise: 'EPERM' },
  // T-PROCESS: SO_PEERPIDFD would hand out a descriptor of the supervisor.
  {
    call: 'getsockopt',
    when: [
      { argument: 1, oneOf: [SOL_SOCKET] },
      { argument: 2, oneOf: [SO_TYPE, SO_ERROR] },
    ],
    otherwise: 'EPERM',
  },
  // T-ORPHAN: PR_SET_PDEATHSIG 0 would let it outlive the supervisor.
  { call: 'prctl', when: [{ argument: 0, oneOf: [PR_SET_NAME, PR_SET_VMA] }], otherwise: 'EPERM' },
  { call: 'arch_prctl', when: [{ argument: 0, oneOf: [ARCH_SET_FS] }], otherwise: 'EPERM' },
];

export const ALLOWED: readonly SyscallName[] = [
  // start and end; execve because the filter is in place before Node is. Nothing but Node can be executed, and nothing can fork.
  'execve',
  'exit',
  'exit_group',
  'set_tid_address',
  'set_robust_list',
  'rseq',
  'restart_syscall',
  // memory, with executable pages: V8 compiles
  'brk',
  'mmap',
  'mprotect',
  'mremap',
  'munmap',
  'madvise',
  'membarrier',
  'pkey_alloc',
  'pkey_free',
  'pkey_mprotect',
  // threads and time
  'futex',
  'sched_yield',
  'nanosleep',
  'clock_nanosleep',
  'clock_gettime',
  'clock_getres',
  'gettimeofday',
  'time',
  'getcpu',
  // signals of its own
  'rt_sigaction',
  'rt_sigprocmask',
  'rt_sigreturn',
  'sigaltstack',
  // about itself and the machine
  'getpid',
  'getppid',
  'gettid',
  'getuid',
  'geteuid',
  'getgid',
  'getegid',
  'getrusage',
  'times',
  'uname',
  'sysinfo',
  'getrandom',
  // descriptors it holds
  'read',
  'readv',
  'pread64',
  'preadv',
  'write',
  'writev',
  'lseek',
  'close',
  'dup',
  'dup2',
  'dup3',
  'pipe',
  'pipe2',
  'eventfd2',
  'poll',
  'ppoll',
  'epoll_create1',
  'epoll_ctl',
  'epoll_wait',
  'epoll_pwait',
  'epoll_pwait2',
  'getsockname',
  'shutdown',
  'fsync',
  'fdatasync',
  'fadvise64',
  // files, as far as the file system shows any; what may be written is decided there: nothing
  'open',
  'openat',
  'stat',
  'lstat',
  'fstat',
  'newfstatat',
  'statx',
  'access',
  'faccessat',
  'faccessat2',
  'readlink',
  'readlinkat',
  'getcwd',
  'getdents64',
];

/** Known attacks. Named so that they fail as forbidden rather than as unknown, and so that a reader sees them refused. */
export const REFUSED: readonly SyscallName[] = [
  // T-SPAWN
  'fork',
  'vfork',
  'execveat',
  'memfd_create',
  'memfd_secret',
  // T-NETWORK: no socket is made, none is reached, and no descriptor is passed over the two that exist
  'socket',
  'socketpair',
  'connect',
  'bind',
  'listen',
  'accept',
  'accept4',
  'sendto',
  'sendmsg',
  'sendmmsg',
  'recvfrom',
  'recvmsg',
  'recvmmsg',
  'setsockopt',
  'getpeername',
  // T-PROCESS
  'ptrace',
  'process_vm_readv',
  'process_vm_writev',
  'process_madvise',
  'process_mrelease',
  'pidfd_open',
  'pidfd_getfd',
  'pidfd_send_signal',
  'kcmp',
  'tkill',
  'rt_sigqueueinfo',
  'rt_tgsigqueueinfo',
  'setpriority',
  'getpriority',
  'sched_setaffinity',
  'sched_setparam',
  'sched_setscheduler',
  'sched_setattr',
  'sched_getattr',
  'ioprio_set',
  'ioprio_get',
  'setrlimit',
  'capget',
  'capset',
  'move_pages',
  'migrate_pages',
  // T-IDENTITY
  'setuid',
  'setgid',
  'setreuid',
  'setregid',
  'setresuid',
  'setresgid',
  'setfsuid',
  'setfsgid',
  'setgroups',
  'setsid',
  'setpgid',
  'personality',
  'seccomp',
  // T-NAMESPACE
  'unshare',
  'setns',
  'mount',
  'umount2',
  'pivot_root',
  'chroot',
  'move_mount',
  'open_tree',
  'fsopen',
  'fsconfig',
  'fsmount',
  'fspick',
  'mount_setattr',
  'sethostname',
  'setdomainname',
  // T-FILES: the audit log, the tools, the bill
  'creat',
  'truncate',
  'ftruncate',
  'fallocate',
  'rename',
  'renameat',
  'renameat2',
  'unlink',
  'unlinkat',
  'rmdir',
  'mkdir',
  'mkdirat',
  'link',
  'linkat',
  'symlink',
  'symlinkat',
  'mknod',
  'mknodat',
  'chmod',
  'fchmod',
  'fchmodat',
  'chown',
  'fchown',
  'fchownat',
  'lchown',
  'utime',
  'utimes',
  'utimensat',
  'futimesat',
  'setxattr',
  'lsetxattr',
  'fsetxattr',
  'removexattr',
  'lremovexattr',
  'fremovexattr',
  'flock',
  'open_by_handle_at',
  'name_to_handle_at',
  'pwrite64',
  'pwritev',
  'pwritev2',
  'copy_file_range',
  'sendfile',
  'splice',
  'tee',
  'vmsplice',
  'fanotify_init',
  // T-KERNEL: large, rarely needed surfaces
  'bpf',
  'perf_event_open',
  'userfaultfd',
  'keyctl',
  'add_key',
  'request_key',
  'modify_ldt',
  'iopl',
  'ioperm',
  'init_module',
  'finit_module',
  'delete_module',
  'kexec_load',
  'kexec_file_load',
  'reboot',
  'swapon',
  'swapoff',
  'quotactl',
  'quotactl_fd',
  'acct',
  'syslog',
  'vhangup',
  'settimeofday',
  'clock_settime',
  'adjtimex',
  'clock_adjtime',
  'lookup_dcookie',
  'shmget',
  'shmat',
  'shmctl',
  'shmdt',
  'semget',
  'semop',
  'semctl',
  'semtimedop',
  'msgget',
  'msgsnd',
  'msgrcv',
  'msgctl',
  'mq_open',
  'mq_unlink',
  'timer_create',
];
