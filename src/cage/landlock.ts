// Tier 2, where namespaces are refused: Landlock for files, TCP, signals and abstract sockets, as far as the kernel knows them; the
// same seccomp filter carries the rest. A launcher confines itself and then becomes Node, since Landlock binds only the thread that
// asks for it and Node starts with seven.

import { nodeFlags, ok, type Result } from '../shared/index.js';
import type { LinkedFiles } from './libraries.js';
import { type CagePlan, type CageProfile, type EntryOrders, mainArguments } from './profile.js';
import type { Grants } from './ruleset.js';
import { sealedFilter } from './seccomp/filter.js';

/** Node ends at once if the host's file of TLS settings is there and unreadable; an empty one is as good as none. */
const NO_TLS_SETTINGS = '--openssl-config=/dev/null';

export interface LauncherOrders extends Grants {
  readonly supervisorPid: number;
  readonly argv: readonly string[];
  /** Base64. */
  readonly filter: string;
  readonly pidSlots: readonly number[];
}

export interface LandlockOptions {
  readonly launcher: string;
  readonly linked: LinkedFiles;
}

export function planLandlock(profile: CageProfile, { launcher, linked }: LandlockOptions): Result<CagePlan, string> {
  // Sealed here, where the fingerprint was compared; the launcher only writes its own pid into it.
  const filter = sealedFilter(process.arch);
  if (!filter.ok) return filter;
  const own = [profile.entry, profile.main, ...profile.native, ...profile.readOnly];
  const entryOrders: EntryOrders = {
    main: profile.main,
    mainArguments: mainArguments(profile.native, profile.readOnly),
    witness: profile.witness,
    supervisorPid: profile.supervisorPid,
  };
  const orders: LauncherOrders = {
    supervisorPid: profile.supervisorPid,
    argv: [profile.nodePath, ...nodeFlags(process.execArgv), NO_TLS_SETTINGS, profile.entry, JSON.stringify(entryOrders)],
    // T-SPAWN: the loader would start any file it may read, but it may read nothing executable besides these.
    executable: [profile.nodePath, linked.loader.source],
    readable: [...linked.libraries.map(({ source }) => source), ...own],
    filter: Buffer.from(filter.value.bytes).toString('base64'),
    pidSlots: filter.value.pidSlots,
  };
  return ok({
    tier: 'landlock',
    program: profile.nodePath,
    argv: [launcher, JSON.stringify(orders)],
    filter: undefined,
    reportsPid: false,
    files: own,
    particulars: { 'host-name': profile.hostName },
  });
}
