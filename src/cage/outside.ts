// A cage as seen from outside: what the kernel says of the caged process. Nothing inside can change any of it for the better.

import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import type { CageCheck, Tier } from '../protocol/index.js';
import { type Namespace, OUTSIDE, type OutsideName } from './promises.js';

export interface Caged {
  readonly tier: Tier;
  /** As this process sees it. */
  readonly pid: number;
  readonly nodePath: string;
  /** The files it may hold open, as it names them. */
  readonly files: readonly string[];
}

interface Look {
  readonly expected: string;
  readonly seen: string;
}

const NO_CAPABILITIES = '0000000000000000';
const LAST_GIVEN_DESCRIPTOR = 4;
/** A process that opens or closes a pipe while we look seems to hold half of one; a leaked half stays. */
const LOOKS_AT_DESCRIPTORS = 4;
const LONGEST_SEEN = 200;

/** Whatever cannot be read was not seen, and never passes. */
const UNREADABLE = 'unreadable';

export function attestFromOutside(caged: Caged): readonly CageCheck[] {
  return OUTSIDE[caged.tier].map((name) => {
    const { expected, seen } = look(name, caged);
    return { name, expected, seen: seen.slice(0, LONGEST_SEEN), passed: seen === expected && seen !== UNREADABLE };
  });
}

function look(name: OutsideName, caged: Caged): Look {
  const { files, nodePath, pid } = caged;
  switch (name) {
    case 'filter':
      return { expected: '2', seen: statusField(String(pid), 'Seccomp') };
    case 'no-new-privileges':
      return { expected: '1', seen: statusField(String(pid), 'NoNewPrivs') };
    case 'threads':
      return { expected: 'all filtered', seen: threads(pid) };
    case 'effective-capabilities':
      return { expected: NO_CAPABILITIES, seen: statusField(String(pid), 'CapEff') };
    case 'permitted-capabilities':
      return { expected: NO_CAPABILITIES, seen: statusField(String(pid), 'CapPrm') };
    case 'inheritable-capabilities':
      return { expected: NO_CAPABILITIES, seen: statusField(String(pid), 'CapInh') };
    case 'ambient-capabilities':
      return { expected: NO_CAPABILITIES, seen: statusField(String(pid), 'CapAmb') };
    case 'bounding-capabilities':
      return { expected: NO_CAPABILITIES, seen: statusField(String(pid), 'CapBnd') };
    case 'pid-inside':
      return { expected: '1', seen: statusField(String(pid), 'NSpid').split(/\s+/u).at(-1) ?? UNREADABLE };
    case 'parent':
      return { expected: String(process.pid), seen: statusField(String(pid), 'PPid') };
    case 'session':
      return { expected: String(pid), seen: session(pid) };
    case 'program':
      return { expected: identity(nodePath), seen: identity(`/proc/${String(pid)}/exe`) };
    case 'descriptors':
      return { expected: 'only its own', seen: descriptors(pid, files) };
    case 'user-namespace':
      return namespace(pid, 'user');
    case 'pid-namespace':
      return namespace(pid, 'pid');
    case 'net-namespace':
      return namespace(pid, 'net');
    case 'mnt-namespace':
      return namespace(pid, 'mnt');
    case 'ipc-namespace':
      return namespace(pid, 'ipc');
    case 'uts-namespace':
      return namespace(pid, 'uts');
    case 'cgroup-namespace':
      return namespace(pid, 'cgroup');
  }
}

function statusField(task: string, field: string): string {
  const status = read(() => readFileSync(`/proc/${task}/status`, 'latin1'));
  const line = status.split('\n').find((row) => row.startsWith(`${field}:`));
  return line === undefined ? UNREADABLE : line.slice(field.length + 1).trim();
}

/** A filter holds per thread, and one thread without it would do everything for the others. */
function threads(pid: number): string {
  const listed = read(() => readdirSync(`/proc/${String(pid)}/task`).join(' ')).split(' ');
  const free = listed.filter((thread) => statusField(`${String(pid)}/task/${thread}`, 'Seccomp') !== '2');
  return free.length === 0 ? 'all filtered' : `${String(free.length)} without a filter`;
}

/** T-TERMINAL: the leader of its own session has no terminal of ours. The sixth field; the second one, in brackets, may hold anything. */
function session(pid: number): string {
  const stat = read(() => readFileSync(`/proc/${String(pid)}/stat`, 'latin1'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3] ?? UNREADABLE;
}

function identity(path: string): string {
  return read(() => {
    const { dev, ino } = statSync(path, { bigint: true });
    return `file ${String(ino)} of device ${String(dev)}`;
  });
}

function namespace(pid: number, name: Namespace): Look {
  const isNamespace = new RegExp(`^${name}:\\[\\d+\\]$`, 'u');
  const theirs = read(() => readlinkSync(`/proc/${String(pid)}/ns/${name}`));
  const ours = read(() => readlinkSync(`/proc/self/ns/${name}`));
  const isTheirOwn = isNamespace.test(theirs) && isNamespace.test(ours) && theirs !== ours;
  return { expected: 'not ours', seen: isTheirOwn ? 'not ours' : theirs };
}

/** T-LEAK: null, four sockets, and what Node made for itself; anything else came from whoever started us. */
function descriptors(pid: number, files: readonly string[]): string {
  let strange = '';
  for (let looks = 0; looks < LOOKS_AT_DESCRIPTORS; looks += 1) {
    strange = strangeDescriptors(pid, files);
    if (strange === '') return 'only its own';
  }
  return strange;
}

function strangeDescriptors(pid: number, files: readonly string[]): string {
  const folder = `/proc/${String(pid)}/fd`;
  const names = read(() => readdirSync(folder).join(' ')).split(' ');
  const held = names.map((name) => ({ fd: Number(name), what: read(() => readlinkSync(`${folder}/${name}`)) }));
  const harmless = new Set(['/dev/null', 'anon_inode:[eventpoll]', 'anon_inode:[eventfd]', ...files]);
  const isOwn = ({ fd, what }: { readonly fd: number; readonly what: string }): boolean => {
    if (fd === 0) return what === '/dev/null';
    if (fd <= LAST_GIVEN_DESCRIPTOR) return what.startsWith('socket:[');
    // A pipe of its own has both ends here; one of somebody else's has only one.
    if (what.startsWith('pipe:[')) return held.filter((other) => other.what === what).length === 2;
    return harmless.has(what);
  };
  return held
    .filter((descriptor) => !isOwn(descriptor))
    .map(({ fd, what }) => `${String(fd)} ${what}`)
    .join(', ');
}

function read(act: () => string): string {
  try {
    return act();
  } catch {
    return UNREADABLE;
  }
}
