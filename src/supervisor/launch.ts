// The only place where the supervisor starts a process: the trusted ones with nothing but their descriptors, the caged ones in the best
// cage that this machine can build. A tier that cannot start is recorded and the next one tried; a tier that started and then does not
// hold what it promises is never stepped down from.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type CagedProcess,
  type CagedRole,
  type CagePlan,
  type CageProfile,
  findBubblewrap,
  type LinkedFiles,
  LOADER_TRACE,
  parseLoaderTrace,
  parseStatus,
  planBubblewrap,
  planLandlock,
  planSandboxExec,
  planWithout,
} from '../cage/index.js';
import { pinBinary, STANDARD_DIRECTORIES } from '../programs/index.js';
import type { Tier } from '../protocol/index.js';
import { err, errorCode, Fault, nodeFlags, ok, printable, type Result, unreachable } from '../shared/index.js';
import { type Child, childOf, duplexAt, exitOf, ignore, LANE, SECOND_LANE } from './child.js';

export interface CagedChild extends Child, CagedProcess {
  /** The other end of its descriptor 4. */
  readonly second: Duplex;
}

export interface CageWish {
  readonly role: CagedRole;
  /** The program to run inside, when it is not the role's own. */
  readonly main?: string;
  /** Files of the host that it may read; it finds their paths as its arguments, in this order. */
  readonly readOnly: readonly string[];
  /** In order of preference. */
  readonly tiers: readonly Tier[];
}

const FILTER_DESCRIPTOR = 5;
const STATUS_DESCRIPTOR = 6;

const HELLO_MILLISECONDS = 10_000;
const LOADER_MILLISECONDS = 5_000;
const LAST_WORDS_MILLISECONDS = 1_000;
const LONGEST_REASON = 300;

/** Resolves once the child has begun to say hello; nothing of it has been read. */
export async function launchCaged(wish: CageWish): Promise<CagedChild> {
  const profile = profileOf(wish);
  const steppedDown: string[] = [];
  for (const tier of wish.tiers) {
    for (const plan of await plansOf(tier, profile)) {
      const started = plan.ok ? await startCage(plan.value, profile) : plan;
      if (started.ok) return { ...started.value, steppedDown };
      steppedDown.push(`${tier}: ${started.error}`);
    }
  }
  throw new Fault('cage', `no cage could be built (${steppedDown.join('; ') || 'no tier is permitted'})`, {
    fix: 'install bubblewrap, or run where Landlock is available; `ghosthunter doctor` says what is missing',
  });
}

export function profileOf({ main, readOnly, role }: Omit<CageWish, 'tiers'>): CageProfile {
  return {
    role,
    nodePath: realpathSync(process.execPath),
    entry: inDist('cage/cage-entry.cjs'),
    main: main === undefined ? inDist(`cage/${role}.mjs`) : realpathSync(main),
    readOnly: readOnly.map((path) => realpathSync(path)),
    native: role === 'billing' ? sqlEngineFiles() : [],
    witness: fileURLToPath(import.meta.url),
    supervisorPid: process.pid,
    hostName: hostname(),
  };
}

/** The SQL engine's module and the library beside it; nothing where npm installed none for this machine, and then bills are read without. */
function sqlEngineFiles(): readonly string[] {
  try {
    const folder = dirname(fileURLToPath(import.meta.resolve(`@duckdb/node-bindings-${process.platform}-${process.arch}/package.json`)));
    const names = readdirSync(folder).filter((name) => /^(?:duckdb\.node|libduckdb\.(?:so|dylib))$/u.test(name));
    return names.sort().map((name) => realpathSync(join(folder, name)));
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return [];
  }
}

/** The ways to build one tier, in order of preference. */
export async function plansOf(tier: Tier, profile: CageProfile): Promise<readonly Result<CagePlan, string>[]> {
  switch (tier) {
    case 'bwrap': {
      const bubblewrap = findBubblewrap();
      if (!bubblewrap.ok) return [bubblewrap];
      const linked = await readLinkedFiles(profile.nodePath);
      if (!linked.ok) return [linked];
      const options = { bubblewrap: bubblewrap.value, linked: linked.value };
      return [true, false].map((forbidNamespaces) => planBubblewrap(profile, { ...options, forbidNamespaces }));
    }
    case 'landlock': {
      const linked = await readLinkedFiles(profile.nodePath);
      if (!linked.ok) return [linked];
      return [planLandlock(profile, { launcher: inDist('cage/landlock-launcher.cjs'), linked: linked.value })];
    }
    case 'sandbox-exec':
      return [planSandboxExec(profile)];
    case 'external':
    case 'none':
      return [ok(planWithout(profile, tier))];
    default:
      return unreachable(tier);
  }
}

/** Starts exactly this plan. An error says why nothing came to life; it is gone by then. */
export async function startCage(plan: CagePlan, profile: CageProfile): Promise<Result<Omit<CagedChild, 'steppedDown'>, string>> {
  const extra = [plan.filter !== undefined, plan.reportsPid].filter(Boolean).map(() => 'pipe' as const);
  const started = spawn(plan.program, plan.argv, {
    // T-SECRET: the program that builds the cage holds no environment either.
    env: {},
    cwd: '/',
    // T-TERMINAL: Ctrl-C is for the supervisor, which stops everybody in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...extra],
  });
  const begun = await beginning(started, plan);
  if (!begun.ok) {
    const said = await lastWords(started);
    return err(printable(said === '' ? begun.error : `${begun.error}, saying ${said}`, LONGEST_REASON));
  }
  const { particulars, files, tier } = plan;
  const { nodePath, role } = profile;
  return ok({ ...childOf(started, begun.value), second: duplexAt(started, SECOND_LANE), particulars, files, nodePath, role, tier });
}

/** The pid, once it is known and the first bytes of the hello are there. */
function beginning(started: ChildProcess, plan: CagePlan): Promise<Result<number, string>> {
  return new Promise((resolve) => {
    const { pid } = started;
    started.once('error', (error) => {
      resolve(err(`${plan.program} does not start: ${error.message}`));
    });
    if (pid === undefined) return;
    const lane = duplexAt(started, LANE);
    let caged = plan.reportsPid ? undefined : pid;

    const deadline = setTimeout(() => {
      settle(err(`no hello within ${String(HELLO_MILLISECONDS)} ms`));
    }, HELLO_MILLISECONDS);
    const settle = (result: Result<number, string>): void => {
      clearTimeout(deadline);
      lane.off('readable', look);
      resolve(result);
    };
    const look = (): void => {
      if (caged !== undefined && lane.readableLength > 0) settle(ok(caged));
    };
    lane.on('readable', look);
    lane.on('error', ignore);
    void exitOf(started).then(({ code, signal }) => {
      settle(err(`it ended before its hello, with ${signal ?? String(code)}`));
    });

    if (plan.filter !== undefined) duplexAt(started, FILTER_DESCRIPTOR).on('error', ignore).end(plan.filter);
    if (!plan.reportsPid) return;
    let report = '';
    // Read to its end: bubblewrap writes there once more when the caged process is gone.
    duplexAt(started, STATUS_DESCRIPTOR)
      .on('error', ignore)
      .on('data', (chunk: Buffer) => {
        if (caged !== undefined) return;
        report += chunk.toString('latin1');
        caged = parseStatus(report);
        look();
      });
  });
}

/** Ends it and returns what it still had to say. */
async function lastWords(started: ChildProcess): Promise<string> {
  const { stderr } = started;
  started.kill('SIGKILL');
  if (stderr === null) return '';
  let text = '';
  stderr.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(0, LONGEST_REASON);
  });
  await new Promise((resolve) => {
    stderr.once('close', resolve);
    setTimeout(resolve, LAST_WORDS_MILLISECONDS).unref();
  });
  for (const stream of started.stdio) stream?.destroy();
  return text.trim();
}

const linkedFiles = new Map<string, Promise<Result<LinkedFiles, string>>>();

function readLinkedFiles(nodePath: string): Promise<Result<LinkedFiles, string>> {
  const known = linkedFiles.get(nodePath) ?? askLoader(nodePath);
  linkedFiles.set(nodePath, known);
  return known;
}

async function askLoader(nodePath: string): Promise<Result<LinkedFiles, string>> {
  try {
    // A binary without such a loader starts after all, and with this argument only says its version.
    const { stdout } = await promisify(execFile)(nodePath, ['--version'], { env: LOADER_TRACE, cwd: '/', timeout: LOADER_MILLISECONDS });
    return parseLoaderTrace(nodePath, stdout);
  } catch (cause) {
    return err(`the loader of ${nodePath} failed: ${cause instanceof Error ? printable(cause.message, LONGEST_REASON) : 'unknown'}`);
  }
}

export interface TrustedWish {
  readonly worker: 'executor' | 'egress' | 'notifier' | 'economy';
  /** The other end of somebody's lane, handed on; this process keeps no copy of it. */
  readonly fd4?: Duplex;
}

export interface TrustedChild extends Child {
  /** The other end of its descriptor 4, unless it was given somebody else's. */
  readonly second: Duplex | undefined;
}

export function launchTrusted({ fd4, worker }: TrustedWish): TrustedChild {
  return startTrusted(inDist(`workers/${worker}.js`), fd4);
}

/** In its own session, with an empty environment; its only argument is our pid, for its tether. */
export function startTrusted(program: string, fd4?: Duplex): TrustedChild {
  const started = spawn(process.execPath, [...nodeFlags(process.execArgv), program, String(process.pid)], {
    env: {},
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', fd4 ?? 'pipe'],
  });
  // T-LEAK: with a second copy here the other side would never see this one close, and we could read what is not ours.
  fd4?.destroy();
  started.once('error', ignore);
  if (started.pid === undefined)
    throw new Fault('child', `${program} does not start`, { fix: 'check that the Node binary is still there' });
  return { ...childOf(started, started.pid), second: fd4 === undefined ? duplexAt(started, SECOND_LANE) : undefined };
}

function inDist(path: string): string {
  return realpathSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
}

const VERSION_MILLISECONDS = 15_000;

/** The first line a trusted CLI says of its version; for `doctor`. It gets no credentials and may write nothing down. */
export async function askVersion(path: string, args: readonly string[]): Promise<string> {
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    CLOUDSDK_CONFIG: '/nonexistent',
    CLOUDSDK_CORE_DISABLE_FILE_LOGGING: '1',
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(path, args, { env, cwd: '/', timeout: VERSION_MILLISECONDS });
    return (stdout || stderr).trim().split('\n')[0] ?? '';
  } catch {
    return 'does not tell its version';
  }
}

const OPENERS: Readonly<Record<string, string>> = { linux: 'xdg-open', darwin: 'open' };
const SCREENS = ['DISPLAY', 'WAYLAND_DISPLAY'];
/** What a browser needs to find the desktop and itself, and no key or credential. */
const OPENER_VARIABLES = [
  ...SCREENS,
  'HOME',
  'PATH',
  'LANG',
  'LC_ALL',
  'USER',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'BROWSER',
  'TMPDIR',
];

/** Shows a page of ours in the browser of the person; false where nothing does that. Only a path that we wrote ourselves is given. */
export async function openPage(path: string, environment: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const name = OPENERS[process.platform];
  const isOnScreen = process.platform === 'darwin' || SCREENS.some((one) => (environment[one] ?? '') !== '');
  if (name === undefined || !isOnScreen) return false;
  // T-PATH: the person's own folders, but none in which others may write.
  const own = (environment['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const opener = pinBinary(name, [...own, ...STANDARD_DIRECTORIES]);
  if (!opener.ok) return false;
  // T-SECRET: the model key is in our own environment.
  const env = Object.fromEntries(Object.entries(environment).filter(([one]) => OPENER_VARIABLES.includes(one) || one.startsWith('XDG_')));
  return new Promise((resolve) => {
    const started = spawn(opener.value.path, [path], { stdio: 'ignore', detached: true, env });
    started.once('error', () => {
      resolve(false);
    });
    started.once('spawn', () => {
      started.unref();
      resolve(true);
    });
  });
}
