// A real systemd user manager, started by root for an ordinary user on a machine whose first process may be anything: a cgroup of its own,
// a mount namespace with a `/run` of its own, and nothing of the caller's environment. Where that cannot be had, it says why.

import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const USER = 1000;
const SHOWN_AT = '/mnt';
const PROGRAMS = ['systemctl', 'unshare', 'nsenter', 'setpriv', 'mount', 'umount'];
const CGROUPS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'];
const MANAGERS = ['/lib/systemd/systemd', '/usr/lib/systemd/systemd'];

export interface Answered {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Rig {
  readonly user: number;
  readonly home: string;
  readonly runtime: string;
  /** The repository as the user reaches it. */
  readonly root: string;
  /** Runs a program as the user, beside the manager. */
  readonly run: (program: string, args: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Answered>;
  readonly ghosthunter: (...args: readonly string[]) => Promise<Answered>;
  /** Properties of a unit. */
  readonly show: (unit: string, ...names: readonly string[]) => Promise<Readonly<Record<string, string>>>;
  /** Every process of a unit, by its cgroup. */
  readonly processes: (unit: string) => readonly number[];
  /** A path of the user's `/run`, as root reaches it. */
  readonly outside: (path: string) => string;
  readonly close: () => Promise<void>;
}

function isReachable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

const SET_UP = `
set -e
uid=$1 group=$2 home=$3 manager=$4 shown=$5 repository=$6
echo $$ > "$group/user/cgroup.procs"
ulimit -S -c "$(ulimit -H -c)"
exec unshare -m -C --propagation private sh -e -c '
  uid=$1 home=$2 manager=$3 shown=$4 repository=$5
  umount -R /sys/fs/cgroup 2>/dev/null || true
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mount -t tmpfs tmpfs /run
  mkdir -p /run/user/$uid /run/systemd/system /run/systemd/unit-root /run/systemd/inaccessible /run/systemd/propagate
  chmod 0700 /run/user/$uid
  chown $uid:$uid /run/user/$uid
  if [ -n "$shown" ]; then mount --bind "$repository" "$shown"; fi
  cd /
  exec setpriv --reuid=$uid --regid=$uid --clear-groups --inh-caps=-all --bounding-set=-all \\
    env -i HOME="$home" XDG_RUNTIME_DIR=/run/user/$uid PATH=/usr/local/bin:/usr/bin:/bin "$manager" --user
' sh "$uid" "$home" "$manager" "$shown" "$repository"
`;

function answer(file: string, args: readonly string[]): Promise<Answered> {
  return new Promise((done) => {
    execFile(file, args, { timeout: 60_000, maxBuffer: 16 * 1024 ** 2 }, (cause, out, err) => {
      done({ code: cause === null ? 0 : typeof cause.code === 'number' ? cause.code : 1, out, err });
    });
  });
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

export async function until<Value>(what: string, look: () => Value | undefined | Promise<Value | undefined>, seconds = 20): Promise<Value> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`waited ${String(seconds)} s in vain for ${what}`);
    await pause(50);
  }
}

function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'no Linux';
  if (process.getuid?.() !== 0) return 'not root, who alone can start a manager for somebody else';
  const missing = PROGRAMS.find((name) => !['/usr/bin', '/bin', '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name))));
  if (missing !== undefined) return `there is no ${missing}`;
  if (!MANAGERS.some((path) => existsSync(path))) return 'there is no systemd';
  if (!CGROUPS.some((path) => existsSync(join(path, 'cgroup.procs')))) return 'there is no unified cgroup hierarchy';
  return undefined;
}

function killGroup(group: string): void {
  try {
    writeFileSync(join(group, 'cgroup.kill'), '1');
  } catch {
    // An older kernel, or it is gone.
  }
}

async function removeGroup(group: string): Promise<void> {
  for (let tries = 0; tries < 40 && existsSync(group); tries += 1) {
    killGroup(group);
    const folders = readdirSync(group, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort((one, other) => other.length - one.length);
    try {
      for (const folder of [...folders, group]) rmdirSync(folder);
    } catch {
      await pause(50);
    }
  }
}

/** The manager, or why there is none. */
export async function openUserManager(): Promise<Rig | string> {
  const why = whyNot();
  if (why !== undefined) return why;
  const group = join(CGROUPS.find((path) => existsSync(join(path, 'cgroup.procs'))) ?? '', `ghosthunter-test-${String(process.pid)}`);
  const manager = MANAGERS.find((path) => existsSync(path)) ?? '';
  // Not below TMPDIR, which the user may not reach; short, since sockets have short paths.
  const home = mkdtempSync(join(isReachable(tmpdir()) ? tmpdir() : '/tmp', 'ghosthunter-user-'));
  chownSync(home, USER, USER);
  try {
    mkdirSync(join(group, 'user'), { recursive: true });
    for (const path of ['', ...readdirSync(join(group, 'user'))]) chownSync(join(group, 'user', path), USER, USER);
  } catch (cause) {
    rmSync(home, { recursive: true, force: true });
    return `no cgroup can be made: ${String(cause)}`;
  }
  const shown = isReachable(ROOT) ? '' : SHOWN_AT;
  const child = spawn('sh', ['-c', SET_UP, 'sh', String(USER), group, home, manager, shown, ROOT], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-1_000);
  });
  const exited = new Promise<void>((done) =>
    child.once('exit', () => {
      done();
    }),
  );
  const runtime = `/run/user/${String(USER)}`;
  const root = shown === '' ? ROOT : shown;
  const pid = String(child.pid);

  function run(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const variables = { HOME: home, XDG_RUNTIME_DIR: runtime, PATH: '/usr/local/bin:/usr/bin:/bin', ...environment };
    const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const identity = [`--reuid=${String(USER)}`, `--regid=${String(USER)}`, '--clear-groups', '--inh-caps=-all', '--bounding-set=-all'];
    return answer('nsenter', ['-t', pid, '--mount', '--cgroup', '--', 'setpriv', ...identity, 'env', '-i', ...set, program, ...args]);
  }

  async function close(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      await run('systemctl', ['--user', 'exit']);
      await Promise.race([exited, pause(3_000)]);
    }
    killGroup(group);
    child.kill('SIGKILL');
    await exited;
    await removeGroup(group);
    rmSync(home, { recursive: true, force: true });
  }

  const isUp = async (): Promise<boolean> => {
    for (let tries = 0; tries < 100; tries += 1) {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      const { out } = await run('systemctl', ['--user', 'is-system-running']);
      if (/^(?:running|degraded)/u.test(out)) return true;
      await pause(100);
    }
    return false;
  };
  if (!(await isUp())) {
    await close();
    return `the manager did not come up: ${said.trim()}`;
  }
  return {
    user: USER,
    home,
    runtime,
    root,
    run,
    ghosthunter: (...args) => run(process.execPath, [join(root, 'dist/src/main.js'), ...args]),
    show: async (unit, ...names) => {
      const { out } = await run('systemctl', ['--user', 'show', unit, ...names.map((name) => `--property=${name}`)]);
      return Object.fromEntries(
        out
          .split('\n')
          .filter((line) => line.includes('='))
          .map((line) => {
            const at = line.indexOf('=');
            return [line.slice(0, at), line.slice(at + 1)];
          }),
      );
    },
    processes: (unit) => {
      const listed = execFileSync(
        'find',
        [join(group, 'user'), '-path', `*/${unit}/*`, '-name', 'cgroup.procs', '-exec', 'cat', '{}', '+'],
        { encoding: 'utf8' },
      );
      return listed
        .split('\n')
        .filter((line) => line !== '')
        .map(Number);
    },
    outside: (path) => join(`/proc/${pid}/root`, path),
    close,
  };
}

export function readIf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
