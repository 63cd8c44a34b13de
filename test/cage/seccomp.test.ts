import t from 'tap';
import { type Architecture, architectureOf, type SyscallName } from '../../src/cage/seccomp/architecture.js';
import { assemble, forPid, type Program } from '../../src/cage/seccomp/assemble.js';
import { ACTIONS, buildFilter, fingerprint, sealedFilter } from '../../src/cage/seccomp/filter.js';
import { ALLOWED, type ArgumentRule, type Condition, OWN_PID, REFUSED, RULED } from '../../src/cage/seccomp/policy.js';
import { execute } from './bpf-machine.js';

const MACHINES = ['x64', 'arm64'] as const;
const PIDS = [1, 2, 4_711, 0x7fff_ffff];
const NO_ARGUMENTS = [0n, 0n, 0n, 0n, 0n, 0n];

function known(machine: string): Architecture {
  const architecture = architectureOf(machine);
  if (architecture === undefined) throw new Error(machine);
  return architecture;
}

/** The policy read a second time, slowly, without any BPF. */
function decide(architecture: Architecture, number: number, args: readonly bigint[], pid: number): number {
  const named = (call: SyscallName): boolean => architecture.numbers[call] === number;
  const rule = RULED.find(({ call }) => named(call));
  if (rule !== undefined) return rule.when.every((condition) => holds(condition, args, pid)) ? ACTIONS.allow : ACTIONS[rule.otherwise];
  if (ALLOWED.some(named)) return ACTIONS.allow;
  return REFUSED.some(named) ? ACTIONS.EPERM : ACTIONS.ENOSYS;
}

function holds(condition: Condition, args: readonly bigint[], pid: number): boolean {
  const value = args[condition.argument] ?? 0n;
  if ('oneOf' in condition) return condition.oneOf.some((one) => BigInt(one === OWN_PID ? pid : one) === value);
  return (value & ~BigInt(condition.mayHave)) === 0n && (value & BigInt(condition.mustHave)) === BigInt(condition.mustHave);
}

/** Around every value a rule names: it, its neighbours, it with each single other bit, with a dirty upper half, and negative numbers. */
function boundaries(rule: ArgumentRule, pid: number): readonly (readonly bigint[])[] {
  const good = [...NO_ARGUMENTS];
  for (const condition of rule.when)
    good[condition.argument] = 'oneOf' in condition ? valueOf(condition.oneOf[0], pid) : BigInt(condition.mustHave);
  const cases = [good];
  for (const condition of rule.when) {
    const anchors =
      'oneOf' in condition ? condition.oneOf.map((one) => valueOf(one, pid)) : [BigInt(condition.mustHave), BigInt(condition.mayHave)];
    const values = [0n, 1n, -1n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 1n << 32n, 1n << 63n, BigInt(pid), BigInt(pid + 1)];
    for (const anchor of anchors) {
      values.push(anchor, anchor - 1n, anchor + 1n, -anchor, ~anchor);
      for (let bit = 0n; bit < 64n; bit += 1n) values.push(anchor ^ (1n << bit));
    }
    for (const value of values) cases.push(good.with(condition.argument, BigInt.asUintN(64, value)));
  }
  return cases;
}

function valueOf(one: number | typeof OWN_PID | undefined, pid: number): bigint {
  return BigInt(one === OWN_PID ? pid : (one ?? 0));
}

for (const machine of MACHINES) {
  const architecture = known(machine);
  const program = buildFilter(architecture);

  t.test(`on ${machine} the bytes decide every call exactly as the policy says`, async (t) => {
    for (const pid of PIDS) {
      const bytes = forPid(program, pid);
      const wrong: number[] = [];
      for (let number = 0; number < 1_024; number += 1) {
        const seen = execute(bytes, { number, architecture: architecture.audit, args: NO_ARGUMENTS });
        if (seen !== decide(architecture, number, NO_ARGUMENTS, pid)) wrong.push(number);
      }
      t.same(wrong, [], `pid ${String(pid)}`);
    }
  });

  t.test(`on ${machine} every argument rule holds at its boundaries, in both halves of the word`, async (t) => {
    for (const pid of PIDS) {
      const bytes = forPid(program, pid);
      for (const rule of RULED) {
        const number = architecture.numbers[rule.call];
        if (number === undefined) continue;
        const cases = boundaries(rule, pid);
        const judged = cases.map((args) => ({ args, seen: execute(bytes, { number, architecture: architecture.audit, args }) }));
        t.same(
          judged.filter(({ args, seen }) => seen !== decide(architecture, number, args, pid)),
          [],
          rule.call,
        );
        // Controls: the rule lets something through, and stops something.
        t.ok(
          judged.some(({ seen }) => seen === ACTIONS.allow),
          `${rule.call} has a way through`,
        );
        t.ok(
          judged.some(({ seen }) => seen === ACTIONS[rule.otherwise]),
          `${rule.call} refuses`,
        );
      }
    }
  });

  t.test(`on ${machine} a call in any other convention kills`, async (t) => {
    const [read = -1, execve = -1] = [architecture.numbers.read, architecture.numbers.execve];
    for (const number of [read, execve, 0, 1_023]) {
      for (const foreign of [
        0x40000003,
        0x40000028,
        0xc00000f3,
        0,
        0xffff_ffff,
        architecture.audit ^ 0x4000_0000,
        architecture.audit ^ 1,
      ]) {
        t.equal(execute(program.bytes, { number, architecture: foreign, args: NO_ARGUMENTS }), ACTIONS.kill);
      }
    }
    t.equal(execute(program.bytes, { number: read, architecture: architecture.audit, args: NO_ARGUMENTS }), ACTIONS.allow, 'control');
  });
}

t.test('x32 calls and negative numbers kill', async (t) => {
  const architecture = known('x64');
  const { bytes } = buildFilter(architecture);
  const wrong: number[] = [];
  for (let number = 0; number < 1_024; number += 1) {
    if (execute(bytes, { number: number + 0x40000000, architecture: architecture.audit, args: NO_ARGUMENTS }) !== ACTIONS.kill)
      wrong.push(number);
  }
  t.same(wrong, []);
  t.equal(execute(bytes, { number: -1, architecture: architecture.audit, args: NO_ARGUMENTS }), ACTIONS.kill);
});

t.test('the calls that an escape would need are decided as named, not by falling through', async (t) => {
  const { bytes } = buildFilter(known('x64'));
  const verdict = (call: SyscallName, args: readonly bigint[] = NO_ARGUMENTS): number =>
    execute(bytes, { number: known('x64').numbers[call] ?? -1, architecture: known('x64').audit, args });
  for (const call of [
    'fork',
    'vfork',
    'execveat',
    'memfd_create',
    'socket',
    'socketpair',
    'connect',
    'bind',
    'sendmsg',
    'recvmsg',
    'ptrace',
    'bpf',
    'keyctl',
    'add_key',
    'userfaultfd',
    'unshare',
    'setns',
    'mount',
    'perf_event_open',
    'process_vm_readv',
    'pidfd_open',
    'pidfd_getfd',
    'tkill',
  ] as const) {
    t.equal(verdict(call), ACTIONS.EPERM, call);
  }
  for (const call of ['clone3', 'io_uring_setup', 'io_uring_enter', 'io_uring_register', 'openat2', 'landlock_create_ruleset'] as const) {
    t.equal(verdict(call), ACTIONS.ENOSYS, call);
  }
  const [fork, thread, newUser, ptraced] = [0x1200011n, 0x3d0f00n, 0x1003d0f00n & 0xffff_ffffn, 0x2000n | 0x3d0f00n];
  t.equal(verdict('clone', [thread, 0n, 0n, 0n, 0n, 0n]), ACTIONS.allow, 'a thread');
  t.equal(verdict('clone', [fork, 0n, 0n, 0n, 0n, 0n]), ACTIONS.EPERM, 'a process');
  t.equal(verdict('clone', [newUser | 0x1000_0000n, 0n, 0n, 0n, 0n, 0n]), ACTIONS.EPERM, 'a thread in a new user namespace');
  t.equal(verdict('clone', [ptraced, 0n, 0n, 0n, 0n, 0n]), ACTIONS.EPERM, 'a traced thread');
  t.equal(verdict('ioctl', [0n, 0x5412n, 0n, 0n, 0n, 0n]), ACTIONS.EPERM, 'TIOCSTI');
  t.equal(verdict('prctl', [1n, 0n, 0n, 0n, 0n, 0n]), ACTIONS.EPERM, 'PR_SET_PDEATHSIG');
  t.equal(verdict('fcntl', [3n, 8n, 1n, 0n, 0n, 0n]), ACTIONS.EPERM, 'F_SETOWN');
});

t.test('no call is named twice, and each is known on at least one machine', async (t) => {
  const names = [...RULED.map(({ call }) => call), ...ALLOWED, ...REFUSED];
  t.same(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
  t.same(
    names.filter((name) => MACHINES.every((machine) => known(machine).numbers[name] === undefined)),
    [],
  );
});

t.test('the numbers are those of the kernel', async (t) => {
  // From the manual page of syscall(2) and from disassembled C libraries, not from the header that made the tables.
  const { numbers: x64 } = known('x64');
  const { numbers: arm64 } = known('arm64');
  t.match(x64, { read: 0, execve: 59, clone: 56, socket: 41, seccomp: 317, clone3: 435, landlock_create_ruleset: 444 });
  t.match(arm64, {
    read: 63,
    execve: 221,
    clone: 220,
    socket: 198,
    seccomp: 277,
    clone3: 435,
    landlock_create_ruleset: 444,
    mmap: 222,
    newfstatat: 79,
  });
  t.same([arm64.fork, arm64.open, arm64.access], [undefined, undefined, undefined]);
});

t.test('an unknown machine gets no filter', async (t) => {
  for (const machine of ['ia32', 'arm', 'riscv64', 's390x', 'ppc64', '']) t.notOk(sealedFilter(machine).ok, machine);
  for (const machine of MACHINES) t.ok(sealedFilter(machine).ok, machine);
});

t.test('one wrong bit anywhere breaks the seal', async (t) => {
  for (const machine of MACHINES) {
    const sound = buildFilter(known(machine));
    let unnoticed = 0;
    for (let byte = 0; byte < sound.bytes.length; byte += 1) {
      const corrupted: Program = { ...sound, bytes: sound.bytes.with(byte, (sound.bytes[byte] ?? 0) ^ (1 << (byte % 8))) };
      if (fingerprint(corrupted) === fingerprint(sound)) unnoticed += 1;
    }
    t.equal(unnoticed, 0);
    t.throws(() => sealedFilter(machine, () => ({ ...sound, bytes: sound.bytes.with(100, 0xff) })), 'a corrupted instruction');
    t.throws(() => sealedFilter(machine, () => ({ ...sound, pidSlots: [] })), 'a forgotten pid');
    t.ok(sealedFilter(machine, () => sound).ok, 'control');
  }
});

t.test('a pid that is none is a bug', async (t) => {
  const program = buildFilter(known('x64'));
  for (const pid of [0, -1, 1.5, Number.NaN, 0x8000_0000]) t.throws(() => forPid(program, pid), String(pid));
});

t.test('a jump that does not fit, or a program that the kernel would not take, is a bug', async (t) => {
  const far = Array.from({ length: 300 }, () => ({ kind: 'load', offset: 0 }) as const);
  t.throws(() => assemble([[{ kind: 'equal', value: 1, ifTrue: 'past', ifFalse: 0 }, ...far]]));
  t.throws(() => assemble([Array.from({ length: 4_097 }, () => ({ kind: 'load', offset: 0 }) as const)]));
});
