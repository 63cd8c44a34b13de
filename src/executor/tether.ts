// What goes in front of a CLI so that it, and whatever it starts, ends with the executor. Threat T-ORPHAN: a command that double-forks
// would outlive the run that asked for it.
// Tier bwrap: a process namespace of its own, whose end takes everything in it along. Otherwise: a death signal on the CLI itself.

import type { Tier } from '../protocol/index.js';
import { firstTrusted } from '../programs/index.js';

const BWRAP = ['/usr/bin/bwrap', '/usr/local/bin/bwrap'];
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'];

export function tether(tier: Tier): readonly string[] {
  const bwrap = tier === 'bwrap' ? firstTrusted(BWRAP) : undefined;
  if (bwrap !== undefined) {
    return [bwrap, '--unshare-user', '--unshare-pid', '--die-with-parent', '--dev-bind', '/', '/', '--proc', '/proc', '--'];
  }
  const setpriv = firstTrusted(SETPRIV);
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
}
