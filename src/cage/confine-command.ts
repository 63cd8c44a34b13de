// Tier 2 for a cloud CLI: Landlock on the thread that will start it, which is the keeper's own. Files only: the CLI has the network and
// starts programs of its own. Signals and abstract sockets are kept in as far as the kernel knows how.

import { existsSync } from 'node:fs';
import { dropPowers } from './become-caged.js';
import type { CommandGrants } from './command-grants.js';
import { openKernel } from './native.js';
import { landlockVersion, prepareCommandRuleset } from './ruleset.js';
import type { Hardening } from './tether.js';

function existing({ devices, readable, writable }: CommandGrants): CommandGrants {
  return { readable: readable.filter(existsSync), writable: writable.filter(existsSync), devices: devices.filter(existsSync) };
}

export function confineCommand(grants: CommandGrants): Hardening {
  const kernel = openKernel();
  if (!kernel.ok) return { applied: false, why: kernel.error };
  const { syscall } = kernel.value;
  const version = landlockVersion(syscall);
  if (version < 1) return { applied: false, why: 'this kernel has no Landlock' };
  const powerful = dropPowers(syscall);
  if (powerful !== undefined) return { applied: false, why: powerful };
  const ruleset = prepareCommandRuleset(syscall, version, existing(grants));
  if (!ruleset.ok) return { applied: false, why: ruleset.error };
  const restricted = syscall('landlock_restrict_self', ruleset.value, 0);
  return restricted.ok ? { applied: true, why: '' } : { applied: false, why: `landlock_restrict_self: errno ${String(restricted.error)}` };
}
