// Node, the user, the terminal.

import { type Check, failed, fine, warning } from './check.js';

const OLDEST_NODE = [20, 19] as const;

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const isNewEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isNewEnough) return fine('node', `${version} (${process.execPath})`);
  return failed('node', version, `install Node ${OLDEST_NODE.join('.')} or newer`);
}

export function checkUser(uid: number | undefined): Check {
  if (uid !== 0) return fine('user', uid === undefined ? 'not a unix user' : `uid ${String(uid)}`);
  return warning('user', 'root', 'run as an ordinary user: nothing here needs root, and as root a mistake reaches further');
}

export function checkTerminal(columns: number | undefined): Check {
  return fine('terminal', columns === undefined ? 'none: plain lines, no questions' : `${String(columns)} columns`);
}
