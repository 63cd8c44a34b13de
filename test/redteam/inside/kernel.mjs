// System calls and machine code, as arbitrary native code would make them: through a native library that these runs show to the cage. The
// numbers are written down here once more, so that a wrong number in our own filter cannot hide behind the same wrong number here.

import { writeSync } from 'node:fs';

/** By name: x86-64, arm64. */
const NUMBERS = {
  acct: [163, 89],
  add_key: [248, 217],
  arch_prctl: [158],
  bind: [49, 200],
  bpf: [321, 280],
  chdir: [80, 49],
  chroot: [161, 51],
  clone: [56, 220],
  clone3: [435, 435],
  connect: [42, 203],
  copy_file_range: [326, 285],
  execve: [59, 221],
  execveat: [322, 281],
  dup3: [292, 24],
  exit_group: [231, 94],
  fanotify_init: [300, 262],
  fchmodat: [268, 53],
  fchownat: [260, 54],
  fcntl: [72, 25],
  flock: [73, 32],
  fork: [57],
  fsopen: [430, 430],
  getpid: [39, 172],
  getpriority: [140, 141],
  getsockopt: [55, 209],
  getxattr: [191, 8],
  inotify_init1: [294, 26],
  io_uring_register: [427, 427],
  io_uring_setup: [425, 425],
  ioctl: [16, 29],
  ioprio_get: [252, 31],
  ioprio_set: [251, 30],
  kcmp: [312, 272],
  keyctl: [250, 219],
  kill: [62, 129],
  landlock_create_ruleset: [444, 444],
  linkat: [265, 37],
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  migrate_pages: [256, 238],
  mkdirat: [258, 34],
  mknodat: [259, 33],
  mmap: [9, 222],
  modify_ldt: [154],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  move_pages: [279, 239],
  mq_open: [240, 180],
  msgget: [68, 186],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  openat: [257, 56],
  perf_event_open: [298, 241],
  personality: [135, 92],
  pidfd_getfd: [438, 438],
  pidfd_open: [434, 434],
  pidfd_send_signal: [424, 424],
  pipe2: [293, 59],
  pivot_root: [155, 41],
  prctl: [157, 167],
  prlimit64: [302, 261],
  process_madvise: [440, 440],
  process_mrelease: [448, 448],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  ptrace: [101, 117],
  read: [0, 63],
  recvmsg: [47, 212],
  renameat2: [316, 276],
  request_key: [249, 218],
  rt_sigqueueinfo: [129, 138],
  rt_tgsigqueueinfo: [297, 240],
  sched_getaffinity: [204, 123],
  sched_getparam: [143, 121],
  sched_setaffinity: [203, 122],
  sched_setattr: [314, 274],
  sched_setscheduler: [144, 119],
  seccomp: [317, 277],
  semget: [64, 190],
  sendmsg: [46, 211],
  sendto: [44, 206],
  sethostname: [170, 161],
  setns: [308, 268],
  setpgid: [109, 154],
  setpriority: [141, 140],
  setrlimit: [160, 164],
  setsid: [112, 157],
  setsockopt: [54, 208],
  setuid: [105, 146],
  setxattr: [188, 5],
  shmget: [29, 194],
  socket: [41, 198],
  socketpair: [53, 199],
  statfs: [137, 43],
  symlinkat: [266, 36],
  syslog: [103, 116],
  tgkill: [234, 131],
  timer_create: [222, 107],
  tkill: [200, 130],
  truncate: [76, 45],
  umount2: [166, 39],
  unlinkat: [263, 35],
  unshare: [272, 97],
  userfaultfd: [323, 282],
  utimensat: [280, 88],
  vfork: [58],
  wait4: [61, 260],
  write: [1, 64],
};

/** Calls that a cage answers, by number; every other number must be refused. A widened filter has to be widened here too. */
const ANSWERED = {
  x64: [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 21, 22, 24, 25, 28, 32, 33, 35, 39, 48, 51, 59, 60, 63, 74, 75, 79,
    89, 96, 98, 99, 100, 102, 104, 107, 108, 110, 131, 143, 145, 186, 201, 202, 217, 218, 219, 221, 228, 229, 230, 231, 232, 233, 257, 262,
    267, 269, 271, 273, 281, 290, 291, 292, 293, 295, 309, 318, 324, 329, 330, 331, 332, 334, 439, 441,
  ],
  arm64: [
    17, 19, 20, 21, 22, 23, 24, 48, 56, 57, 59, 61, 62, 63, 64, 65, 66, 67, 69, 73, 78, 79, 80, 82, 83, 93, 94, 96, 98, 99, 101, 113, 114,
    115, 120, 121, 124, 128, 132, 134, 135, 139, 153, 160, 165, 168, 169, 172, 173, 174, 175, 176, 177, 178, 179, 204, 210, 214, 215, 216,
    221, 222, 223, 226, 233, 278, 283, 288, 289, 290, 291, 293, 439, 441,
  ],
};

/** Without a filter these would not come back, or twice: pause, sigsuspend, select, fork, vfork, and a trap for debuggers. */
const NEVER_RETURNS = { x64: [23, 34, 56, 57, 58, 130, 270, 335, 336], arm64: [72, 133, 220] };

const HIGHEST_CALL = 1_023;
const ARGUMENTS = 6;
const PAGE = 4_096;
const MOST_STACK = 8 * 1024 * 1024;
const PROT_ALL = 7;
const MAP_PRIVATE_ANONYMOUS = 0x22;

let koffi;
let syscall;
let errnoNames;

export function openKernel(library) {
  const loaded = { exports: {} };
  process.dlopen(loaded, library);
  koffi = loaded.exports;
  syscall = koffi.load(null).func('syscall', 'long', ['long', ...Array.from({ length: ARGUMENTS }, () => 'uintptr_t')]);
  const names = Object.entries(koffi.os.errno).filter(([name]) => name !== 'EWOULDBLOCK' && name !== 'ENOTSUP');
  errnoNames = new Map(names.map(([name, value]) => [value, name]));
}

/** The name of an errno, as the table of outcomes writes it. */
export function errnoName(value) {
  if (value === 524) return 'ENOTSUPP';
  return errnoNames.get(value) ?? `errno ${value}`;
}

export function refusal(errno) {
  return Object.assign(new Error(errnoName(errno)), { code: errnoName(errno) });
}

/** Buffers stand for their addresses, strings for C strings. */
function words(args) {
  const kept = args.map((arg) => (typeof arg === 'string' ? Buffer.from(`${arg}\0`) : arg));
  const values = kept.map((arg) => (arg instanceof Uint8Array ? koffi.address(arg) : arg));
  return { kept, values: [...values, ...Array.from({ length: ARGUMENTS - values.length }, () => 0)] };
}

export function addressOf(bytes) {
  return BigInt(koffi.address(bytes));
}

export function callNumber(number, ...args) {
  const { kept, values } = words(args);
  const answer = syscall(number, ...values);
  const errno = koffi.errno();
  if (Number(answer) === -1 && kept.length >= 0) throw refusal(errno);
  return Number(answer);
}

export function sys(name, ...args) {
  const number = NUMBERS[name]?.[process.arch === 'x64' ? 0 : 1];
  if (number === undefined) throw new Error(`${name} has no number here`);
  return callNumber(number, ...args);
}

export function numberOf(name) {
  return NUMBERS[name][0];
}

/** Little-endian fields of a C struct: [offset, bytes, value]. */
export function struct(length, ...fields) {
  const bytes = Buffer.alloc(length);
  for (const [offset, width, value] of fields) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), offset);
    else bytes.writeUIntLE(value, offset, width);
  }
  return bytes;
}

/** A char*[]; the strings are kept alive by the array they stand on. */
export function pointers(texts) {
  const strings = texts.map((text) => Buffer.from(`${text}\0`));
  const table = struct(8 * (strings.length + 1), ...strings.map((string, index) => [8 * index, 8, addressOf(string)]));
  return Object.assign(table, { strings });
}

/** Runs machine code (x86-64) that takes six integers and returns one. */
export function runCode(bytes, ...args) {
  const page = BigInt(sys('mmap', 0, PAGE, PROT_ALL, MAP_PRIVATE_ANONYMOUS, -1, 0));
  new Uint8Array(koffi.view(page, PAGE)).set(bytes);
  const type = koffi.proto(
    'long',
    Array.from({ length: ARGUMENTS }, () => 'long'),
  );
  return Number(koffi.call(page, type, ...args, ...Array.from({ length: ARGUMENTS - args.length }, () => 0)));
}

/** Makes one call that may return twice; the second one to return leaves at once. Negative: the errno. */
export function callAndLeave(number, ...args) {
  const { values } = words(args);
  const code = [
    ...[0x48, 0x89, 0xf8], // mov rax, rdi
    ...[0x48, 0x89, 0xf7], // mov rdi, rsi
    ...[0x48, 0x89, 0xd6], // mov rsi, rdx
    ...[0x48, 0x89, 0xca], // mov rdx, rcx
    ...[0x4d, 0x89, 0xc2], // mov r10, r8
    ...[0x4d, 0x31, 0xc0], // xor r8, r8
    ...[0x0f, 0x05], // syscall
    ...[0x48, 0x85, 0xc0], // test rax, rax
    ...[0x75, 0x09], // jnz to the end
    ...[0x31, 0xff], // xor edi, edi
    ...[0xb8, 0xe7, 0x00, 0x00, 0x00], // mov eax, exit_group
    ...[0x0f, 0x05], // syscall
    0xc3, // ret
  ];
  const answer = runCode(code, number, ...values.slice(0, 4).map(Number));
  if (answer < 0) throw refusal(-answer);
  // The child has left; waiting removes it.
  if (answer > 0) sys('wait4', answer, 0, 0x40000000, 0);
}

/** The 32-bit entry of the kernel, where the same number means another call. */
export function callAs32Bit(number) {
  const answer = runCode([0x53, 0xb8, number, 0, 0, 0, 0xcd, 0x80, 0x5b, 0x48, 0x98, 0xc3]);
  if (answer < 0) throw refusal(-answer);
}

/** Every number the kernel could know, with arguments that mean nothing: those that are answered though no cage should. */
export function answeredCalls() {
  const left = new Set([...ANSWERED[process.arch], ...NEVER_RETURNS[process.arch]]);
  const answered = [];
  for (let number = 0; number <= HIGHEST_CALL; number += 1) {
    if (left.has(number)) continue;
    try {
      callNumber(number, -1, -1, -1, -1, -1, -1);
      answered.push(`${number}`);
    } catch ({ code }) {
      if (code !== 'EPERM' && code !== 'ENOSYS') answered.push(`${number}:${code}`);
    }
  }
  return answered;
}

/** The memory from an address on, as far as it is mapped: the kernel says EFAULT where another reader would die. */
export function readableFrom(start, most) {
  const descriptors = Buffer.alloc(8);
  sys('pipe2', descriptors, 0);
  const [reader, writer] = [descriptors.readInt32LE(0), descriptors.readInt32LE(4)];
  const parts = [];
  // Every piece lies in one page, so that it is mapped or not as a whole.
  for (let at = start & ~1_023n; at < start + BigInt(most); at += 1_024n) {
    try {
      sys('write', writer, at, 1_024);
    } catch {
      break;
    }
    const part = Buffer.alloc(1_024);
    sys('read', reader, part, part.length);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What the kernel put above the stack: arguments, environment, the path of the program. */
export function topOfStack() {
  // The C library keeps a pointer to the first argument, as it found it.
  const variable = koffi.load(null).symbol('program_invocation_name');
  const firstArgument = new DataView(koffi.view(variable, 8)).getBigUint64(0, true);
  return readableFrom(firstArgument, MOST_STACK);
}

export function print(text) {
  writeSync(1, `${JSON.stringify({ printed: text })}\n`);
}
