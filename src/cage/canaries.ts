// Forbidden acts, tried inside the cage before any other code of ours. Each reports the error it got, or `done` if it got through.
// The first thing in every cage, and part of every start: it loads as little as it can.

import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statfsSync, statSync, unlinkSync } from 'node:fs';
import { getPriority, hostname } from 'node:os';
import { dirname } from 'node:path';
import type { EntryOrders } from './profile.js';
import { bindTcp, bindUdp, bindUnix, startChild } from './raw-calls.js';

export interface Canary {
  readonly name: string;
  readonly outcome: string;
}

const LONGEST_OUTCOME = 64;

export function runCanaries({ main, supervisorPid, witness }: EntryOrders): readonly Canary[] {
  const outcomes: Readonly<Record<string, string>> = {
    'read-null': attempt(() => readFileSync('/dev/null')),
    environment: Object.keys(process.env).sort().join(' ') || 'empty',
    'own-pid': String(process.pid),
    'host-name': hostname(),
    'list-root': attempt(() => readdirSync('/').sort().join(' ')),
    'read-witness': attempt(() => readFileSync(witness)),
    'stat-witness': attempt(() => statSync(witness)),
    'read-users': attempt(() => readFileSync('/etc/passwd')),
    'read-own-environment': attempt(() => readFileSync('/proc/self/environ')),
    'create-in-root': create('/'),
    'create-beside-main': create(dirname(main)),
    'create-beside-witness': create(dirname(witness)),
    'create-in-dev': create('/dev'),
    'create-in-shared-memory': create('/dev/shm'),
    'create-in-temporary': create('/tmp'),
    'change-main': attempt(() => {
      closeSync(openSync(main, 'r+'));
    }),
    'make-folder': attempt(() => {
      mkdirSync(newName('/'));
    }),
    'unlisted-call': attempt(() => statfsSync('/')),
    spawn: attempt(() => startChild(process.execPath)),
    'signal-supervisor': attempt(() => process.kill(supervisorPid, 0)),
    'signal-group': attempt(() => process.kill(0, 0)),
    'signal-everybody': attempt(() => process.kill(-1, 0)),
    'priority-of-supervisor': attempt(() => getPriority(supervisorPid)),
    tcp: attempt(bindTcp),
    udp: attempt(bindUdp),
    unix: attempt(bindUnix),
  };
  return Object.entries(outcomes).map(([name, outcome]) => ({ name, outcome: outcome.slice(0, LONGEST_OUTCOME) }));
}

/** The text an act returns, or `done`; else the name of its error. */
function attempt(act: () => unknown): string {
  try {
    const result = act();
    return typeof result === 'string' ? result : 'done';
  } catch (error) {
    return codeOf(error);
  }
}

/** node:os hides the errno of the call one level deeper than everybody else. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const info: unknown = 'info' in error ? error.info : undefined;
  if (typeof info === 'object' && info !== null && 'code' in info && typeof info.code === 'string') return info.code;
  return 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

/** Nobody can have put something there: a name that is taken would answer EEXIST, and end every start. */
function newName(folder: string): string {
  return `${folder === '/' ? '' : folder}/.ghosthunter-canary-${String(process.pid)}-${String(process.hrtime.bigint())}`;
}

function create(folder: string): string {
  const path = newName(folder);
  const outcome = attempt(() => {
    closeSync(openSync(path, 'wx'));
  });
  if (outcome === 'done') {
    attempt(() => {
      unlinkSync(path);
    });
  }
  return outcome;
}
