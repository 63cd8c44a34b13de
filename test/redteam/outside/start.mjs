// The start, in a cage that lacks one of its protections: what was seen of it from outside, or a canary inside it, must say so, and an
// executor that is given this attestation declines. Each weakening is the control of one check: without it nobody would know that it looks.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withWholeRun } from '../../../scripts/rig/whole-run.mjs';
import { letThrough, noticed } from '../../../scripts/rig/weakened.mjs';

const CAUGHT = (code) => `failed, noticed, executor declined ${code}, ran nothing`;
const [FROM_OUTSIDE, BY_A_CANARY] = [CAUGHT('check-failed'), CAUGHT('canary-alive')];
const LIES = true;

/** Arguments without this run of words. */
function without(argv, words) {
  const at = argv.findIndex((_, start) => words.every((word, offset) => argv[start + offset] === word));
  if (at === -1) throw new Error(`the plan has no ${words.join(' ')}`);
  return [...argv.slice(0, at), ...argv.slice(at + words.length)];
}

const dropping =
  (...groups) =>
  (plan) => ({ ...plan, argv: groups.reduce(without, plan.argv) });
/** More for bubblewrap to do, before its root becomes read-only. */
const adding =
  (...words) =>
  (plan) => {
    const at = plan.argv.indexOf('--remount-ro');
    return { ...plan, argv: [...plan.argv.slice(0, at), ...words, ...plan.argv.slice(at)] };
  };
const both = (one, other) => (plan, folder) => other(one(plan, folder));

const weakened = (tiers, name, names, expected, change, lies = false) => ({
  number: 43,
  name: lies ? `${name}; and every canary lies` : name,
  tiers,
  expected,
  run: ({ tier, folder }) => noticed({ tier, names, change, lies, folder }),
});
const bwrap = (...rest) => weakened(['bwrap'], ...rest);
const landlock = (...rest) => weakened(['landlock'], ...rest);
const everywhere = (...rest) => weakened(['bwrap', 'landlock'], ...rest);

/** One call more in the filter, in the place where the tier keeps it. */
function passing(...calls) {
  const front = letThrough(calls);
  return (plan) => {
    if (plan.filter !== undefined) return { ...plan, filter: Buffer.concat([front, plan.filter]) };
    return ordering(({ filter, pidSlots }) => ({
      filter: Buffer.concat([front, Buffer.from(filter, 'base64')]).toString('base64'),
      pidSlots: pidSlots.map((slot) => slot + front.length),
    }))(plan);
  };
}

/** What the launcher of the second tier is told. */
function ordering(change) {
  return (plan) => {
    const orders = JSON.parse(plan.argv.at(-1));
    return { ...plan, argv: [...plan.argv.slice(0, -1), JSON.stringify({ ...orders, ...change(orders) })] };
  };
}

/** Above those that Node closes of itself. */
const leak = (plan) => ({ ...plan, program: '/bin/bash', argv: ['-c', 'exec 77</etc/passwd; exec "$0" "$@"', plan.program, ...plan.argv] });

const letsThrough = (names, ...calls) =>
  everywhere(`with a filter that lets ${calls.join(', ')} through`, names, BY_A_CANARY, passing(...calls));
const filters = [
  letsThrough(['tcp', 'udp'], 'socket', 'bind', 'setsockopt'),
  letsThrough(['signal-group', 'signal-everybody'], 'kill'),
  letsThrough(['priority-of-supervisor'], 'getpriority'),
  letsThrough(['unlisted-call'], 'statfs'),
  letsThrough(['make-folder'], 'mkdir', 'mkdirat'),
];

const namespaces = ['net', 'ipc'].flatMap((name) => {
  const change = dropping([`--unshare-${name}`]);
  return [false, LIES].map((lies) => bwrap(`without a ${name} namespace`, [`${name}-namespace`], FROM_OUTSIDE, change, lies));
});

const bubblewrap = [
  ...namespaces,
  bwrap('without a cgroup namespace', ['cgroup-namespace'], FROM_OUTSIDE, dropping(['--unshare-cgroup-try']), LIES),
  bwrap('without a pid namespace', ['pid-namespace', 'pid-inside'], FROM_OUTSIDE, dropping(['--unshare-pid'], ['--as-pid-1']), LIES),
  bwrap('without a host name of its own', ['uts-namespace'], FROM_OUTSIDE, dropping(['--unshare-uts'], ['--hostname', 'cage']), LIES),
  bwrap('with another host name', ['host-name'], BY_A_CANARY, dropping(['--hostname', 'cage'])),
  bwrap('beside bubblewrap, which is pid 1', [], 'not started', dropping(['--as-pid-1']), LIES),
  bwrap('in the session of somebody else', ['session'], FROM_OUTSIDE, dropping(['--new-session']), LIES),
  bwrap('without a filter', ['filter', 'threads'], FROM_OUTSIDE, dropping(['--seccomp', '5']), LIES),
  bwrap('with a variable', ['environment'], BY_A_CANARY, adding('--setenv', 'SECRET', 'x')),
  bwrap('with a root that can be written', ['create-in-root'], BY_A_CANARY, dropping(['--remount-ro', '/'])),
  bwrap('with the temporary folder of the host', ['create-in-temporary', 'list-root'], BY_A_CANARY, adding('--bind', '/tmp', '/tmp')),
  bwrap('with the list of users', ['read-users', 'list-root'], BY_A_CANARY, adding('--ro-bind', '/etc/passwd', '/etc/passwd')),
  bwrap('with the processes of the host', ['read-own-environment', 'list-root'], BY_A_CANARY, adding('--proc', '/proc')),
  bwrap('with shared memory', ['create-in-shared-memory'], BY_A_CANARY, adding('--dir', '/dev/shm', '--bind', '/dev/shm', '/dev/shm')),
  bwrap('with a descriptor that somebody left open', ['descriptors'], FROM_OUTSIDE, leak, LIES),
];

const tier2 = [
  landlock(
    'with the whole file system to read',
    ['read-witness', 'read-users'],
    BY_A_CANARY,
    ordering(({ readable }) => ({ readable: [...readable, '/'] })),
  ),
  landlock(
    'with the processes to read',
    ['read-own-environment'],
    BY_A_CANARY,
    ordering(({ readable }) => ({ readable: [...readable, '/proc'] })),
  ),
  landlock(
    'with the folder of users to read',
    ['read-users'],
    BY_A_CANARY,
    ordering(({ readable }) => ({ readable: [...readable, '/etc'] })),
  ),
  landlock('without a launcher', ['filter', 'no-new-privileges', 'threads'], FROM_OUTSIDE, bare, LIES),
  landlock(
    'below somebody who is not the supervisor',
    [],
    'not started',
    ordering(() => ({ supervisorPid: 1 })),
  ),
];

/** The plain Node, with what the launcher would have started it with. */
function bare(plan) {
  const { argv } = JSON.parse(plan.argv.at(-1));
  return { ...plan, program: argv[0], argv: argv.slice(1) };
}

/** The launcher with one of its steps taken out; it finds its library where the real one does. */
function launching(...replacements) {
  return (plan, folder) => {
    const [launcher, ...rest] = plan.argv;
    const text = [...replacements, ['createRequire)(__filename)', `createRequire)(${JSON.stringify(launcher)})`]].reduce(
      (code, [from, to]) => {
        if (!code.includes(from)) throw new Error(`the launcher has no ${from}`);
        return code.replaceAll(from, to);
      },
      readFileSync(launcher, 'utf8'),
    );
    const weak = join(mkdtempSync(join(folder, 'launcher-')), 'launcher.cjs');
    writeFileSync(weak, text);
    return { ...plan, argv: [weak, ...rest] };
  };
}

const DONE = '({ ok: true, value: 0 })';
const steps = [
  landlock('control: the launcher as it is, from another place', [], 'passed, noticed, executor ready, ran', launching()),
  landlock(
    'without Landlock',
    ['list-root', 'read-witness', 'read-users', 'create-in-temporary'],
    BY_A_CANARY,
    launching(['syscall("landlock_restrict_self", ruleset.value, 0)', DONE]),
  ),
  landlock(
    'without a filter',
    ['filter', 'threads'],
    FROM_OUTSIDE,
    launching(['syscall("seccomp", SECCOMP_SET_MODE_FILTER, 0, program)', DONE]),
    LIES,
  ),
  landlock(
    'with a descriptor that somebody left open',
    ['descriptors'],
    FROM_OUTSIDE,
    both(launching(['syscall("close_range", LAST_KEPT_DESCRIPTOR + 1, HIGHEST_DESCRIPTOR, CLOSE_RANGE_CLOEXEC)', DONE]), leak),
    LIES,
  ),
  landlock(
    'without the promise of no new privileges',
    [],
    'not started',
    launching(['syscall("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)', DONE]),
  ),
];

/** Whole runs in active mode: which tier, and why not a better one, as the log tells it; or no run at all. */
const selects = (tiers, name, expected, over = {}) => ({
  number: 42,
  name,
  tiers,
  expected,
  run: (stage) =>
    withWholeRun({ ...stage, ...over }, async (run) => {
      const [start] = run.entries();
      const steppedDown = /^bwrap: /.test(start.detail) ? 'with its reason' : 'at once';
      run.supervisor.kill('SIGINT');
      return `${start.tier}, ${steppedDown}; ${await run.aftermath()}`;
    }),
});

const selection = [
  selects(['bwrap'], 'bubblewrap is there', 'bwrap, at once; exit 130, nobody left'),
  selects(['landlock'], 'bubblewrap is missing: the second tier, on record', 'landlock, with its reason; exit 130, nobody left'),
  selects(['landlock'], 'bubblewrap is missing and no less will do: no run', 'did not start: exit 1, 0 on record, 0 commands', {
    config: '[cage]\nmin_tier = "bwrap"',
  }),
  selects(['bwrap'], 'a bubblewrap of somebody else comes first in PATH: not used', 'bwrap, at once; exit 130, nobody left', {
    path: true,
  }),
  selects(['bwrap'], 'no user namespaces: the second tier, on record', 'landlock, with its reason; exit 130, nobody left', {
    namespaces: false,
  }),
  selects(['landlock'], 'no native library and no bubblewrap: no run', 'did not start: exit 1, 0 on record, 0 commands', {
    native: false,
  }),
];

const whole = everywhere('control: the cage as it is', [], 'passed, noticed, executor ready, ran', (plan) => plan);
const liar = everywhere(
  'control: the cage as it is, with canaries that lie',
  [],
  'passed, noticed, executor ready, ran',
  (plan) => plan,
  LIES,
);

export const checks = [...selection, whole, liar, ...filters, ...bubblewrap, ...tier2, ...steps];
