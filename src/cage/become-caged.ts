// Tier 2 from inside: the launcher confines itself, step by step in the only order that works, and then becomes Node.
// A step that fails ends the launcher; nothing is ever started in half a cage.

import { err, ok, type Result } from '../shared/index.js';
import type { LauncherOrders } from './landlock.js';
import { type Kernel, openKernel, type Syscall } from './native.js';
import { landlockVersion, prepareRuleset } from './ruleset.js';
import { forPid } from './seccomp/assemble.js';
import { dieWithParent, forbidCoreFiles } from './tether.js';

const PR_CAPBSET_DROP = 24;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;
const CAPABILITY_VERSION_3 = 0x2008_0522;
const MOST_CAPABILITIES = 64;

const SECCOMP_SET_MODE_FILTER = 1;
const INSTRUCTION_BYTES = 8;

const CLOSE_RANGE_CLOEXEC = 4;
const F_SETFD = 2;
const LAST_KEPT_DESCRIPTOR = 4;
const HIGHEST_DESCRIPTOR = 0xffff_ffff;

/** Returns only if it failed, with the reason. */
export function becomeCaged(orders: LauncherOrders): string {
  const kernel = openKernel();
  if (!kernel.ok) return kernel.error;
  const confined = confine(kernel.value, orders);
  if (!confined.ok) return confined.error;
  const argv = pointersTo(kernel.value, orders.argv);
  // T-SECRET: an empty environment, whatever ours holds.
  const environment = pointersTo(kernel.value, []);
  const [program] = argv.strings;
  if (program === undefined) return 'no program';
  const started = kernel.value.syscall('execve', program, argv.table, environment.table);
  return started.ok ? 'execve returned' : `execve: errno ${String(started.error)}`;
}

function confine(kernel: Kernel, orders: LauncherOrders): Result<true, string> {
  const { syscall } = kernel;
  const version = landlockVersion(syscall);
  if (version < 1) return err('this kernel has no Landlock');
  // Node keeps the pid when it takes this process over.
  const filter = forPid({ bytes: Buffer.from(orders.filter, 'base64'), pidSlots: orders.pidSlots }, process.pid);

  const orphaned = dieWithParent(syscall, orders.supervisorPid) ?? dropPowers(syscall) ?? forbidCoreFiles(syscall);
  if (orphaned !== undefined) return err(orphaned);
  // Files are opened for the rules while they still can be.
  const ruleset = prepareRuleset(syscall, version, orders);
  if (!ruleset.ok) return ruleset;
  const leaked = keepOnlyTheFirstDescriptors(syscall);
  if (leaked !== undefined) return err(leaked);
  const restricted = syscall('landlock_restrict_self', ruleset.value, 0);
  if (!restricted.ok) return err(`landlock_restrict_self: errno ${String(restricted.error)}`);
  const loaded = loadFilter(kernel, filter);
  return loaded === undefined ? ok(true) : err(loaded);
}

/** T-IDENTITY: no capability now, and none ever again, not even for root. */
export function dropPowers(syscall: Syscall): string | undefined {
  // Without CAP_SETPCAP this fails, and no_new_privs below keeps the set out of reach.
  for (let capability = 0; capability < MOST_CAPABILITIES; capability += 1) syscall('prctl', PR_CAPBSET_DROP, capability, 0, 0, 0);
  const ambient = syscall('prctl', PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (!ambient.ok) return `prctl CAP_AMBIENT: errno ${String(ambient.error)}`;
  const header = new Uint8Array(8);
  new DataView(header.buffer).setUint32(0, CAPABILITY_VERSION_3, true);
  const noCapabilities = new Uint8Array(24);
  const dropped = syscall('capset', header, noCapabilities);
  if (!dropped.ok) return `capset: errno ${String(dropped.error)}`;
  const settled = syscall('prctl', PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return settled.ok ? undefined : `prctl NO_NEW_PRIVS: errno ${String(settled.error)}`;
}

/** T-LEAK: Node marked its standard descriptors to be closed, and whoever started us may have left others open. */
function keepOnlyTheFirstDescriptors(syscall: Syscall): string | undefined {
  for (let descriptor = 0; descriptor <= LAST_KEPT_DESCRIPTOR; descriptor += 1) {
    const kept = syscall('fcntl', descriptor, F_SETFD, 0);
    if (!kept.ok) return `descriptor ${String(descriptor)}: errno ${String(kept.error)}`;
  }
  const closed = syscall('close_range', LAST_KEPT_DESCRIPTOR + 1, HIGHEST_DESCRIPTOR, CLOSE_RANGE_CLOEXEC);
  return closed.ok ? undefined : `close_range: errno ${String(closed.error)}`;
}

function loadFilter({ address, syscall }: Kernel, filter: Uint8Array): string | undefined {
  // struct sock_fprog: the number of instructions, then their address
  const program = new Uint8Array(16);
  const view = new DataView(program.buffer);
  view.setUint16(0, filter.length / INSTRUCTION_BYTES, true);
  view.setBigUint64(8, address(filter), true);
  const loaded = syscall('seccomp', SECCOMP_SET_MODE_FILTER, 0, program);
  return loaded.ok ? undefined : `seccomp: errno ${String(loaded.error)}`;
}

interface Pointers {
  readonly table: Uint8Array;
  /** Kept, so that the addresses in the table stay true. */
  readonly strings: readonly Uint8Array[];
}

/** A char*[] that ends with a null pointer. */
function pointersTo({ address }: Kernel, texts: readonly string[]): Pointers {
  const strings = texts.map((text) => Buffer.from(`${text}\0`));
  const table = new Uint8Array(8 * (strings.length + 1));
  const view = new DataView(table.buffer);
  for (const [index, string] of strings.entries()) view.setBigUint64(8 * index, address(string), true);
  return { table, strings };
}
