// Forbidden acts, tried inside the cage before any other code of ours. Each reports the error it got, or `done` if it got through.
// Runs as the first thing in every cage; loads as little as it can.

import type { EntryOrders } from './profile.js';

// Asked of the process rather than imported: an import of a built-in module costs a millisecond each, and this is part of every start.
const { spawnSync } = process.getBuiltinModule('node:child_process');
const { createSocket } = process.getBuiltinModule('node:dgram');
const { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statfsSync, statSync, unlinkSync } = process.getBuiltinModule('node:fs');
const { connect } = process.getBuiltinModule('node:net');
const { getPriority, hostname } = process.getBuiltinModule('node:os');
const { dirname } = process.getBuiltinModule('node:path');

export interface Canary {
  readonly name: string;
  readonly outcome: string;
}

const LONGEST_OUTCOME = 64;

export async function runCanaries({ main, supervisorPid, witness }: EntryOrders): Promise<readonly Canary[]> {
  const [tcp, udp, unix] = await Promise.all([tryTcp(), tryUdp(), tryUnix()]);
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
    'change-main': attempt(() => closeSync(openSync(main, 'r+'))),
    'make-folder': attempt(() => mkdirSync('/ghosthunter-canary')),
    'unlisted-call': attempt(() => statfsSync('/')),
    spawn: trySpawn(),
    'signal-supervisor': attempt(() => process.kill(supervisorPid, 0)),
    'signal-group': attempt(() => process.kill(0, 0)),
    'signal-everybody': attempt(() => process.kill(-1, 0)),
    'priority-of-supervisor': attempt(() => getPriority(supervisorPid)),
    tcp,
    udp,
    unix,
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

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const info: unknown = 'info' in error ? error.info : undefined;
  if (typeof info === 'object' && info !== null && 'code' in info && typeof info.code === 'string') return info.code;
  return 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

function create(folder: string): string {
  const path = `${folder === '/' ? '' : folder}/.ghosthunter-canary-${String(process.pid)}`;
  const outcome = attempt(() => closeSync(openSync(path, 'wx')));
  if (outcome === 'done') attempt(() => unlinkSync(path));
  return outcome;
}

function trySpawn(): string {
  const { error } = spawnSync(process.execPath, ['--version'], { stdio: 'ignore', env: {}, timeout: 5_000 });
  return error === undefined ? 'done' : codeOf(error);
}

/** Loopback, so that a cage that does not hold disturbs nobody. */
function tryTcp(): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: 9 });
    settle(socket, 'connect', () => socket.destroy(), resolve);
  });
}

function tryUnix(): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ path: '/nowhere' });
    settle(socket, 'connect', () => socket.destroy(), resolve);
  });
}

function tryUdp(): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    settle(socket, 'listening', () => socket.close(), resolve);
    socket.bind({ address: '127.0.0.1', port: 0, exclusive: true });
  });
}

interface Emitter {
  once(event: string, listener: (error?: unknown) => void): unknown;
}

function settle(socket: Emitter, success: string, end: () => unknown, resolve: (outcome: string) => void): void {
  socket.once('error', (error) => {
    end();
    resolve(codeOf(error));
  });
  socket.once(success, () => {
    end();
    resolve('done');
  });
}
