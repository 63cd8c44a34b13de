// Tier 1: bubblewrap with an empty root, six namespaces of its own, no capability and our filter.
// Trusts one binary that only root can change, and gives it an empty environment.

import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { err, nodeFlags, ok, type Result } from '../shared/index.js';
import type { LinkedFiles } from './libraries.js';
import { type CagePlan, type CageProfile, type EntryOrders, mainArguments } from './profile.js';
import { sealedFilter } from './seccomp/filter.js';

/** T-PATH: never found through PATH, which whoever starts us can set. */
const PLACES: readonly string[] = ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap'];

const FILTER_DESCRIPTOR = '5';
const STATUS_DESCRIPTOR = '6';

const SETUID_AND_SETGID = 0o6000;
const WRITABLE_BY_OTHERS = 0o022;

export function findBubblewrap(places: readonly string[] = PLACES): Result<string, string> {
  const reasons: string[] = [];
  for (const place of places) {
    const file = lstatSync(place, { throwIfNoEntry: false });
    if (file === undefined) continue;
    // T-PATH: a binary that anybody but root can change is anybody's; a setuid one would start with powers that we then hand on.
    if (!file.isFile()) reasons.push(`${place} is not a plain file`);
    else if (file.uid !== 0) reasons.push(`${place} does not belong to root`);
    else if ((file.mode & WRITABLE_BY_OTHERS) !== 0) reasons.push(`${place} is writable by others than root`);
    else if ((file.mode & SETUID_AND_SETGID) !== 0) reasons.push(`${place} is setuid`);
    else return ok(place);
  }
  return err(reasons.join('; ') || 'bubblewrap is not installed');
}

export interface BubblewrapOptions {
  readonly bubblewrap: string;
  readonly linked: LinkedFiles;
  readonly forbidNamespaces: boolean;
}

export function planBubblewrap(profile: CageProfile, options: BubblewrapOptions): Result<CagePlan, string> {
  const filter = sealedFilter(process.arch);
  if (!filter.ok) return filter;
  const bill = profile.readOnly.map((path, index) => ({ path, inside: `/bill/${String(index)}-${basename(path)}` }));
  return ok({
    tier: 'bwrap',
    program: options.bubblewrap,
    argv: bubblewrapArguments(profile, bill, options),
    filter: filter.value.bytes,
    reportsPid: true,
    files: ['/gh/cage-entry.cjs', '/gh/main.mjs', ...native(profile).map(({ inside }) => inside), ...bill.map(({ inside }) => inside)],
    particulars: { 'list-root': topOf(options.linked, bill) },
  });
}

interface Shown {
  readonly path: string;
  readonly inside: string;
}

function native(profile: CageProfile): readonly Shown[] {
  return profile.native.map((path) => ({ path, inside: `/gh/${basename(path)}` }));
}

export function bubblewrapArguments(
  profile: CageProfile,
  bill: readonly Shown[],
  { forbidNamespaces, linked }: BubblewrapOptions,
): readonly string[] {
  const orders: EntryOrders = {
    main: '/gh/main.mjs',
    mainArguments: mainArguments(
      native(profile).map(({ inside }) => inside),
      bill.map(({ inside }) => inside),
    ),
    witness: profile.witness,
    supervisorPid: profile.supervisorPid,
  };
  return [
    // T-PROCESS, T-NETWORK: nobody to signal, nothing to dial.
    ...['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    // T-NAMESPACE: no further user namespace. Needs a writable /proc/sys; where there is none the filter alone refuses them.
    ...(forbidNamespaces ? ['--disable-userns'] : []),
    // T-SECRET: with bubblewrap itself as pid 1 its memory would be a neighbour of the caged process.
    '--as-pid-1',
    // T-ORPHAN, T-TERMINAL
    ...['--die-with-parent', '--new-session'],
    ...['--cap-drop', 'ALL', '--clearenv', '--hostname', 'cage'],
    // T-FILES: the root starts empty, and these files are all that it ever holds.
    ...readOnly(profile.nodePath, '/gh/node'),
    ...readOnly(linked.loader.source, linked.loader.inside),
    ...linked.libraries.flatMap(({ source, inside }) => readOnly(source, inside)),
    ...readOnly(profile.entry, '/gh/cage-entry.cjs'),
    ...readOnly(profile.main, '/gh/main.mjs'),
    ...native(profile).flatMap(({ path, inside }) => readOnly(path, inside)),
    ...bill.flatMap(({ path, inside }) => readOnly(path, inside)),
    ...['--dev-bind', '/dev/null', '/dev/null', '--remount-ro', '/'],
    ...['--seccomp', FILTER_DESCRIPTOR, '--json-status-fd', STATUS_DESCRIPTOR],
    ...['--', '/gh/node', ...nodeFlags(process.execArgv), '/gh/cage-entry.cjs', JSON.stringify(orders)],
  ];
}

/** The names that a listing of the root shows. */
function topOf({ libraries, loader }: LinkedFiles, bill: readonly Shown[]): string {
  const shown = ['/dev/null', '/gh/node', ...[...libraries, loader, ...bill].map(({ inside }) => inside)];
  return [...new Set(shown.map((path) => path.split('/')[1]))].sort().join(' ');
}

function readOnly(path: string, inside: string): readonly string[] {
  return ['--ro-bind', path, inside];
}

/** bubblewrap's report, once it is complete: the caged process's pid as this process sees it. */
export function parseStatus(report: string): number | undefined {
  const pid = /^\{ "child-pid": ([1-9]\d{0,9})\b[^\n]*\}\n/u.exec(report)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
