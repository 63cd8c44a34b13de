// The cage of a cloud CLI. It must reach the cloud, so the network is shared; besides that it has its prepared home, the files that it is
// made of, and nothing else: no other provider's credentials, nothing of the person's home, not the audit log. T-CLI: a CLI taken over by
// what the cloud answers would read and change what its user may.
// Tier bwrap hides; tier landlock refuses (the existence and size of files stay visible, so do the numbers and command lines of processes).

import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CommandGrants } from '../cage/index.js';
import { findBubblewrap } from '../cage/index.js';
import type { Tier } from '../protocol/index.js';
import { Fault, nodeFlags } from '../shared/index.js';
import type { PreparedHome } from './home/prepared-home.js';
import { SYSTEM_SETTINGS, SYSTEM_TREES } from './shown-files.js';

/** The words in front of a program and its arguments. */
export type CliCage = (trees: readonly string[]) => readonly string[];

const KEEPER = fileURLToPath(new URL('../../workers/keeper.js', import.meta.url));

/** Many systems have `/bin` as a link into `/usr`. */
function systemTree(tree: string): readonly string[] {
  const found = lstatSync(tree, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? ['--symlink', readlinkSync(tree), tree] : ['--ro-bind', tree, tree];
}

const readOnly = (path: string): readonly string[] => ['--ro-bind-try', path, path];

/** Everything in front of the trees is the same for every command of a run. */
function bubblewrapped(bubblewrap: string, home: PreparedHome, empty: string): CliCage {
  const before = [
    bubblewrap,
    // T-PROCESS: nobody to signal or to trace. The network is shared.
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--hostname', 'cli'],
    ...SYSTEM_TREES.flatMap(systemTree),
    ...SYSTEM_SETTINGS.flatMap(readOnly),
    ...['--ro-bind', home.users, '/etc/passwd', '--ro-bind', home.groups, '/etc/group'],
    ...['--proc', '/proc', '--dev', '/dev', '--bind', home.temporary, '/tmp'],
  ];
  const after = [...['--bind', home.home, home.home, '--ro-bind', empty, empty], ...['--remount-ro', '/', '--chdir', empty, '--']];
  return (trees) => [...before, ...trees.flatMap(readOnly), ...after];
}

function kept(home: PreparedHome, empty: string, isConfined: boolean): CliCage {
  const node = realpathSync(process.execPath);
  return (trees) => {
    const grants: CommandGrants = {
      readable: [...SYSTEM_TREES, ...SYSTEM_SETTINGS, ...trees, empty, '/proc'],
      writable: [home.home, home.temporary],
      devices: ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom'],
    };
    return [
      node,
      ...nodeFlags(process.execArgv),
      KEEPER,
      String(process.pid),
      ...(isConfined ? [`--grants=${JSON.stringify(grants)}`] : []),
    ];
  };
}

/** `empty` is where the program stands. */
export function cliCage(tier: Tier, home: PreparedHome, empty: string): CliCage {
  if (tier === 'bwrap') {
    const bubblewrap = findBubblewrap();
    // The supervisor built its cages with it a moment ago: what is gone now is not stepped down from.
    if (!bubblewrap.ok) throw new Fault('cage', `the CLI has no cage: ${bubblewrap.error}`, { fix: 'run `ghosthunter doctor`' });
    return bubblewrapped(bubblewrap.value, home, empty);
  }
  // Elsewhere no system call tells a process of its parent's death; the group and the end of the lanes must do.
  if (process.platform !== 'linux') return () => [];
  return kept(home, empty, tier === 'landlock');
}
