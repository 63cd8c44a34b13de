// The attacks that run as code: bundles a theme of test/redteam/inside, performs it in a cage or, as the control, in a plain process, and
// says what came of each act. A process that an act ended is followed by another one that goes on after it.

import { spawn } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { openKernel, sys } from '../../test/redteam/inside/kernel.mjs';
import { runInCage } from './cage-run.mjs';
import { plant } from './planted.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const INSIDE = join(ROOT, 'test/redteam/inside');
const DIST = join(ROOT, 'dist');
const CAGE_SECONDS = 20;
/** Where a program that is not moved about begins. */
const LIKELY_ADDRESS = 0x400000;
const CONTROL_MILLISECONDS = 12_000;
const STRAY = [77, 251];
const ROLES = ['executor', 'egress', 'supervisor', 'billing'];

/** The library through which an act makes system calls: shown to these cages only. */
const KOFFI = join(ROOT, `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`);

export function openNativeLibrary() {
  openKernel(KOFFI);
}

/** Descriptors that the one who started us forgot, open on a secret and inherited by whatever we start. */
function leaveDescriptorsOpen(folder, secret) {
  const path = join(folder, `stray-${process.pid}`);
  writeFileSync(path, secret);
  const descriptor = openSync(path, 'r');
  for (const stray of STRAY) sys('dup3', descriptor, stray, 0);
  closeSync(descriptor);
}

export async function loadTheme(name) {
  const { acts, CONTROL = 'plain' } = await import(pathToFileURL(join(INSIDE, `${name}.mjs`)));
  return { name, control: CONTROL, acts: acts.map((act, at) => ({ ...act, at, theme: name })) };
}

export async function bundle({ name }, folder) {
  const outfile = join(folder, `${name}.mjs`);
  const contents = `import { acts } from './${name}.mjs';\nimport { perform } from './perform.mjs';\nawait perform(acts);\n`;
  const stdin = { contents, resolveDir: INSIDE, sourcefile: `${name}-main.mjs` };
  await build({ stdin, outfile, bundle: true, platform: 'node', target: 'node20.19', format: 'esm', logLevel: 'warning' });
  return outfile;
}

/** What the printed lines of one process say; a line of something else is not ours. */
function parseLines(text) {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = JSON.parse(line);
      return typeof parsed === 'object' && parsed !== null ? [parsed] : [];
    } catch {
      return [];
    }
  });
}

const signalName = (number) => Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;

export function howItEnded({ code, signal }) {
  if (signal) return signal;
  // 128+N is how bubblewrap hands on a signal.
  return code > 128 ? signalName(code - 128) : `exit ${code}`;
}

/** Outcomes by the place of the act. `runFrom(from)` performs what is left and resolves with the printed text and how the process ended. */
async function performAll({ acts }, secrets, runFrom) {
  const outcomes = new Map();
  const runs = [];
  for (let from = 0; from < acts.length; ) {
    const run = await runFrom(from);
    runs.push(run);
    let at = -1;
    for (const line of parseLines(run.text)) {
      if (typeof line.begun === 'number') at = line.begun;
      if (typeof line.ended === 'number') {
        const printed = outcomes.get(line.ended)?.printed;
        outcomes.set(line.ended, { outcome: printed ?? String(line.outcome) });
      }
      // What an act prints is only asked about secrets.
      if (typeof line.printed === 'string') {
        const seen = secrets.some((secret) => line.printed.includes(secret)) ? 'a secret' : 'no secret';
        outcomes.set(at, { printed: seen, outcome: seen });
      }
    }
    if (at === -1) return { outcomes, runs, failure: `no act began: ${run.detail}` };
    if (!outcomes.has(at)) outcomes.set(at, { outcome: run.ended });
    from = at + 1;
  }
  return { outcomes, runs };
}

function sceneOf(planted, state, victims) {
  return {
    home: planted.home,
    state,
    audit: join(state, 'audit.log'),
    clis: planted.clis,
    dist: DIST,
    temporary: join(planted.directory, 'temporary'),
    elsewhere: join(planted.directory, 'elsewhere.node'),
    targets: planted.targets,
    victims,
  };
}

/** Everything an act may want to touch besides what is planted anyway. */
function furnish(planted) {
  mkdirSync(join(planted.directory, 'temporary'));
  copyFileSync(KOFFI, join(planted.directory, 'elsewhere.node'));
}

const writeScene = (path, scene) => writeFileSync(path, `${JSON.stringify(scene)}\n`);

/** Performs a theme as the orchestrator of live runs. */
export async function performInCage(theme, { module, tier, env, folder }) {
  return performAll(theme, Object.values(env), async (from) => {
    leaveDescriptorsOpen(folder, env.PLANTED_IN_ENVIRONMENT);
    const scenePath = join(mkdtempSync(join(folder, 'scene-')), 'scene.json');
    writeFileSync(scenePath, '');
    let text = '';
    const report = await runInCage({
      module,
      tier,
      seconds: CAGE_SECONDS,
      env,
      extraReadOnly: [KOFFI, scenePath],
      onOutput: (part) => {
        text += part;
      },
      onLaunched: ({ pids, planted, state }) => {
        furnish(planted);
        const victims = { supervisor: process.pid, executor: pids.executor, egress: pids.egress, billing: pids.billing };
        const main = tier === 'bwrap' ? '/gh/main.mjs' : module;
        const addresses = Object.fromEntries(Object.values(victims).map((pid) => [pid, LIKELY_ADDRESS]));
        writeScene(scenePath, { ...sceneOf(planted, state, victims), tier, from, main, addresses });
      },
    });
    const [, code, signal] = /(?:exit code (\d+)|ended by (SIG\w+))$/.exec(report.ending.detail) ?? [];
    const ended = report.ending.outcome === 'out-of-budget' ? 'hung' : howItEnded({ code: Number(code), signal });
    return { text, ended, detail: `${report.ending.outcome} ${report.ending.detail}`, report };
  });
}

/** Processes that stand where executor, egress and supervisor stand in a live run, with something in their environment. */
async function standIns(env) {
  const children = ROLES.map((role) => [
    role,
    spawn('/bin/sh', ['-c', 'trap "" USR1; exec sleep 600'], { env, stdio: 'ignore', detached: true }),
  ]);
  for (const [, { pid }] of children) {
    while (readFileSync(`/proc/${pid}/comm`, 'utf8') !== 'sleep\n') await pause(1);
  }
  return {
    pids: Object.fromEntries(children.map(([role, child]) => [role, child.pid])),
    end: () => {
      for (const [, child] of children) child.kill('SIGKILL');
    },
  };
}

/** Where a process keeps something that can be written. */
function writableAddress(pid) {
  const [, address = '0'] = /^([0-9a-f]+)-[0-9a-f]+ rw/m.exec(readFileSync(`/proc/${pid}/maps`, 'utf8')) ?? [];
  return Number.parseInt(address, 16);
}

const quoted = (args) => args.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(' ');

/** How the control of a theme is started: the plain process, or one that has what the act needs to get through. */
const STARTS = {
  plain: (args) => [process.execPath, args],
  'in-user-namespace': (args) => [
    'unshare',
    ['--user', '--map-root-user', '--mount', '--net', '--uts', '--ipc', process.execPath, ...args],
  ],
  'on-terminal': (args) => ['script', ['-qefc', quoted([process.execPath, ...args]), '/dev/null']],
};

function runControl(start, args, env) {
  const [file, all] = STARTS[start](args);
  const child = spawn(file, all, {
    env,
    cwd: '/',
    detached: true,
    stdio: [start === 'on-terminal' ? 'pipe' : 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  let text = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part.replaceAll('\r', '')));
  child.stderr.setEncoding('utf8').on('data', (part) => (errors += part));
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  return new Promise((done) => {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      process.kill(-child.pid, 'SIGKILL');
    }, CONTROL_MILLISECONDS);
    child.once('error', (cause) => done({ text, ended: 'not started', detail: cause.message }));
    child.once('close', (code, signal) => {
      clearTimeout(deadline);
      done({ text, ended: late ? 'hung' : howItEnded({ code, signal }), detail: errors.slice(0, 400) });
    });
  });
}

/** Performs a theme outside any cage, against things of its own. */
export async function performPlain(theme, { module, env, folder }) {
  const planted = await plant();
  furnish(planted);
  const state = join(planted.home, '.ghosthunter');
  mkdirSync(state, { mode: 0o700 });
  writeFileSync(join(state, 'audit.log'), 'entry\n', { mode: 0o600 });
  const victims = await standIns(env);
  const addresses = Object.fromEntries(Object.values(victims.pids).map((pid) => [pid, writableAddress(pid)]));
  const scenePath = join(mkdtempSync(join(folder, 'scene-')), 'scene.json');
  try {
    const performed = await performAll(theme, Object.values(env), (from) => {
      leaveDescriptorsOpen(folder, env.PLANTED_IN_ENVIRONMENT);
      const scene = sceneOf(planted, state, victims.pids);
      writeScene(scenePath, { ...scene, tier: 'plain', from, main: module, addresses });
      return runControl(theme.control, [module, KOFFI, scenePath], env);
    });
    return { ...performed, reached: [...new Set(planted.connections)] };
  } finally {
    victims.end();
    planted.close();
  }
}
