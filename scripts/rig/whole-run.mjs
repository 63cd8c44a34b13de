// ghosthunter as a person starts it, in the middle of a command: a tool that has started everything a tool can leave behind. Knows every
// process of the run, so that it can say which of them are left.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { plant } from './planted.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const MAIN = join(ROOT, 'dist/src/main.js');
const POLL_MILLISECONDS = 10;
const START_MILLISECONDS = 20_000;
const END_MILLISECONDS = 12_000;
const BETWEEN_LOOKS_MILLISECONDS = 100;
const GONE_MILLISECONDS = 2_000;

/** Left in its group, in a session of its own, twice forked with nothing open, deaf to signals, forking on and on. */
const LEFT_BEHIND = (mark) => `
sleep 600.${mark}1 &
setsid sleep 600.${mark}2 &
(setsid sh -c 'sleep 600.${mark}3 &' </dev/null >/dev/null 2>&1 &)
(trap '' TERM HUP INT; exec setsid sleep 600.${mark}4) &
(setsid sh -c 'while :; do sleep 0.05 600.${mark}5; done & sleep 600.${mark}5' </dev/null >/dev/null 2>&1 &)
`;
const LEFT = 5;

/** The ordinary user again, without the powers that were needed to take something away. */
const AS_BEFORE = 'exec unshare --user --map-user="$0" --map-group="$0" -- "$@"';
const KOFFI = join(ROOT, `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`);
const WITHOUT = {
  bubblewrap: 'mount --bind /dev/null /usr/bin/bwrap',
  namespaces: 'echo 1 > /proc/sys/user/max_user_namespaces',
  native: `mount --bind /dev/null '${realpathSync(KOFFI)}'`,
};

/** The same command where some things are not to be had. */
function lacking(things, command) {
  const acts = things.filter((thing) => thing !== 'bubblewrap' || existsSync('/usr/bin/bwrap')).map((thing) => WITHOUT[thing]);
  if (acts.length === 0) return command;
  const shell = [...acts, AS_BEFORE].join(' && ');
  return ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', shell, String(process.getuid()), ...command];
}

function processes() {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ');
      return [{ pid: Number(name), state: fields[0], parent: Number(fields[1]), since: fields[19], command }];
    } catch {
      return []; // it ended while we looked
    }
  });
}

function below(ancestor, all) {
  const children = all.filter(({ parent }) => parent === ancestor);
  return [...children, ...children.flatMap(({ pid }) => below(pid, all))];
}

async function until(condition, milliseconds) {
  const deadline = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await pause(POLL_MILLISECONDS);
  }
  return true;
}

/** `use` is given the run when its tool has started everything; `config` is more of what the person configured. */
export async function withWholeRun(
  { tier, env, tool = LEFT_BEHIND, before = '', left = LEFT, config = '', namespaces = true, native = true, path = false },
  use,
) {
  const planted = await plant();
  const mark = `${process.pid}${Math.trunc(performance.now())}`;
  const write = (name, content, mode = 0o600) => {
    const path = join(planted.home, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, content, { mode });
    return path;
  };
  const temporary = join(planted.home, 'temporary');
  mkdirSync(temporary);
  writeFileSync(join(planted.clis, 'gcloud'), `#!/bin/sh\n${before}\n${tool(mark)}\nexec sleep 600.${mark}0\n`);
  // With a model there is an egress too; it is asked nothing, since the tool does not end.
  const model = '[model]\nname = "nobody"\nbase_url = "http://127.0.0.1:9"';
  write('.ghosthunter/config.toml', `${config}\n${model}\n[cli]\ndirectories = [${JSON.stringify(planted.clis)}]\n`);
  const script = write('script.txt', 'gcloud projects list --limit=1\n');
  const bill = write('bill.csv', 'ChargePeriodStart,ServiceName,BilledCost\n');
  const command = [
    process.execPath,
    MAIN,
    'run',
    bill,
    '--active',
    '--yes',
    '--provider',
    'gcp',
    '--script',
    script,
    '--json',
    '--log-level',
    'info',
  ];
  const things = [
    ...(tier === 'landlock' || !native ? ['bubblewrap'] : []),
    ...(namespaces ? [] : ['namespaces']),
    ...(native ? [] : ['native']),
  ];
  const [file, ...rest] = lacking(things, command);
  const state = join(planted.home, '.ghosthunter');
  // A bubblewrap that is none: with it there would be no run.
  const foreign = write('foreign/bwrap', '#!/bin/sh\nexit 1\n', 0o755);
  const supervisor = spawn(file, rest, {
    cwd: planted.home,
    env: { ...env, PATH: `${path ? `${dirname(foreign)}:` : ''}/usr/bin:/bin`, HOME: planted.home, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  supervisor.stdout.setEncoding('utf8').on('data', (part) => (out += part));
  supervisor.stderr.setEncoding('utf8').on('data', (part) => (errors += part));
  let isOver = false;
  const exited = new Promise((done) => {
    supervisor.once('exit', (code, signal) => {
      isOver = true;
      done(signal ?? `exit ${code}`);
    });
  });
  const marked = () => processes().filter((one) => one.command.includes(`600.${mark}`) && one.state !== 'Z');
  const kinds = () => new Set(marked().map(({ command: text }) => new RegExp(`600\\.${mark}(\\d)`).exec(text)?.[1]));
  const run = {
    supervisor,
    exited,
    planted,
    state,
    text: () => ({ out, errors }),
    pids: () => JSON.parse(/"pids":(\{[^}]*\})/.exec(errors)?.[1] ?? '{}'),
    started: async () => (await until(() => isOver || kinds().size > left, START_MILLISECONDS)) && !isOver,
    /** How the supervisor ended, and what is left of the run two seconds later. */
    aftermath: async () => {
      const late = pause(END_MILLISECONDS, 'still there', { ref: false });
      const end = await Promise.race([exited, late]);
      const leftOver = () => {
        const alive = processes().filter(({ state: one }) => one !== 'Z');
        const known = family.filter((old) => alive.some(({ pid, since }) => pid === old.pid && since === old.since));
        return [...known, ...marked()];
      };
      await until(() => leftOver().length === 0, GONE_MILLISECONDS);
      const remains = [...new Set(leftOver().map(({ command: text }) => text.slice(0, 60).replaceAll(mark, '')))];
      const files = [...readdirSync(temporary), ...readdirSync(state).filter((name) => !EXPECTED.includes(name))];
      return [end, remains.length === 0 ? 'nobody left' : `left: ${remains.join(', ')}`, ...files.map((name) => `a file: ${name}`)].join(
        ', ',
      );
    },
    entries: () =>
      existsSync(join(state, 'audit.log'))
        ? readFileSync(join(state, 'audit.log'), 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line))
        : [],
  };
  let family = [];
  try {
    if (!(await run.started())) {
      const end = isOver ? await exited : errors.slice(-300);
      return `did not start: ${end}, ${run.entries().length} on record, ${planted.cliRuns().length} commands`;
    }
    family = below(supervisor.pid, processes());
    return await use(run);
  } finally {
    supervisor.kill('SIGKILL');
    for (const { pid } of marked()) process.kill(pid, 'SIGKILL');
    planted.close();
  }
}

/** Started by a process that is killed and was tied to nothing: what this bench would see of a supervisor that leaves things behind. */
export async function leftByPlainParent() {
  const mark = `${process.pid}${Math.trunc(performance.now())}`;
  const parent = spawn('/bin/sh', ['-c', LEFT_BEHIND(mark)], { stdio: 'ignore', detached: true });
  const marked = () =>
    processes().filter(({ command, state }) => command.startsWith('sleep') && command.includes(`600.${mark}`) && state !== 'Z');
  await until(() => marked().length >= LEFT, GONE_MILLISECONDS);
  parent.kill('SIGKILL');
  await pause(BETWEEN_LOOKS_MILLISECONDS);
  const left = marked();
  const groups = processes().filter(({ command }) => command.includes(`600.${mark}`));
  for (const { pid } of groups) process.kill(pid, 'SIGKILL');
  return left.length >= LEFT ? 'all of them left' : `${left.length} left`;
}

/** What a state directory holds after a run. */
const EXPECTED = ['audit.log', 'audit.head', 'config.toml', 'empty', 'homes', 'raw'];
