// Where the service is: its socket, its units.

import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { Fault } from '../shared/index.js';
import { type Surroundings, stateDirectoryPath } from '../supervisor/index.js';
import { memoryFolder } from './memory.js';

const LONGEST_SOCKET = 100;

/** Where the system gives this user a folder that goes with the session; elsewhere the state directory is as private. */
export function socketPath(surroundings: Surroundings): string {
  const runtime = surroundings.environment['XDG_RUNTIME_DIR'] ?? '';
  const folder = isAbsolute(runtime) ? join(runtime, 'ghosthunter') : memoryFolder(stateDirectoryPath(surroundings));
  const path = join(folder, 'service.sock');
  if (Buffer.byteLength(path) <= LONGEST_SOCKET) return path;
  throw new Fault('usage', `${path} is too long for a socket`, {
    fix: `set XDG_RUNTIME_DIR or GHOSTHUNTER_HOME to a shorter path, for example below ${tmpdir()}`,
  });
}

export function unitFolder({ environment, home }: Surroundings): string {
  const named = environment['XDG_CONFIG_HOME'] ?? '';
  return join(isAbsolute(named) ? named : join(home, '.config'), 'systemd', 'user');
}

export function agentFolder({ home }: Surroundings): string {
  return join(home, 'Library', 'LaunchAgents');
}
