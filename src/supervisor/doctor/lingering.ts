// Whether a service of this user could run, and would go on after a logout: the manager of a user ends with their last session unless the
// user lingers. Only files are looked at, so that a machine without systemd is not asked for programs that it does not have.

import { existsSync, lstatSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../state-directory.js';
import { type Check, fine, warning } from './check.js';

const FOREGROUND = 'ghosthunter service run does the same in the foreground';

export interface LingeringPlaces {
  /** There where systemd is the first process. */
  readonly booted: string;
  /** One file for each user who lingers. */
  readonly linger: string;
}

const PLACES: LingeringPlaces = { booted: '/run/systemd/system', linger: '/var/lib/systemd/linger' };

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the list of users.
    return '';
  }
}

export function checkLingering({ environment, home }: Surroundings, places: LingeringPlaces = PLACES, name = userName()): readonly Check[] {
  if (process.platform !== 'linux') return [];
  if (!existsSync(places.booted)) return [fine('service', `no systemd here; ${FOREGROUND}`)];
  const runtime = environment['XDG_RUNTIME_DIR'] ?? '';
  const manager = join(runtime, 'systemd', 'private');
  if (!runtime.startsWith('/') || lstatSync(manager, { throwIfNoEntry: false })?.isSocket() !== true) {
    const fix = `log in as this user itself, not by su or sudo, or: loginctl enable-linger ${name}; ${FOREGROUND}`;
    return [warning('service', 'no systemd user manager runs for this user', fix)];
  }
  const config = environment['XDG_CONFIG_HOME'] ?? '';
  const unit = join(config.startsWith('/') ? config : join(home, '.config'), 'systemd', 'user', 'ghosthunter.service');
  const installed = existsSync(unit) ? 'installed' : 'not installed';
  if (name !== '' && existsSync(join(places.linger, name))) return [fine('service', `${installed}; it goes on after a logout`)];
  return [warning('service', `${installed}; it would stop when you log out`, `loginctl enable-linger ${name}`)];
}
