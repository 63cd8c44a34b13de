// What goes in front of the simulated cloud so that it, and whatever it starts, ends with the executor. Threat T-ORPHAN: a command that double-forks
// would outlive the run that asked for it.
// Tier bwrap: a process namespace of its own, whose end takes everything in it along. Otherwise: a keeper.

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { firstTrusted } from '../programs/index.js';
import type { Tier } from '../protocol/index.js';
import { nodeFlags } from '../shared/index.js';

const BWRAP = ['/usr/bin/bwrap', '/usr/local/bin/bwrap'];
const KEEPER = fileURLToPath(new URL('../../workers/keeper.js', import.meta.url));

export function tether(tier: Tier): readonly string[] {
  const bwrap = tier === 'bwrap' ? firstTrusted(BWRAP) : undefined;
  if (bwrap !== undefined) {
    return [bwrap, '--unshare-user', '--unshare-pid', '--die-with-parent', '--dev-bind', '/', '/', '--proc', '/proc', '--'];
  }
  // Elsewhere no system call tells a process of its parent's death; the group and the end of the lanes must do.
  if (process.platform !== 'linux') return [];
  return [realpathSync(process.execPath), ...nodeFlags(process.execArgv), KEEPER, String(process.pid)];
}
