// The service under a real systemd user manager: what it promises is looked at from outside, by root. Skipped, loudly, where no such
// manager can be started; CI starts one.

import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'tap';
import { HARDENING, UNIT_NAME } from '../../src/service/unit-text.js';
import { openWorld } from '../../src/worlds/index.js';
import { AWS, farCloud } from '../process/far-cloud.js';
import { openUserManager, readIf, type Rig, until } from './rig.js';

const KEY = 'sk-planted-key-that-only-egress-may-hold-4711';
const CLOUD_KEY = 'planted/cloud/secret/that/only/the/executor/may/have+0815';
const WORLD = 'aws-nat-gateway';
const PROBE = 'dist/test/service/probe.js';

interface ToldStatus {
  readonly tier: string;
  readonly hasModelKey: boolean;
  readonly fault: string | null;
  readonly knownSpikes: number;
  readonly jobs: readonly { readonly job: string; readonly state: string; readonly outcome: string }[];
}

function bill(seed: number): string {
  const world = openWorld(`${WORLD}-s${String(seed)}`);
  const [first] = world?.built.bills() ?? [];
  if (first === undefined) throw new Error('the world has no bill');
  return first.text;
}

function openPlace(rig: Rig) {
  const state = join(rig.home, '.ghosthunter');
  const inbox = join(state, 'service', 'inbox');
  const units = join(rig.home, '.config', 'systemd', 'user');
  const own = (path: string, content: string, mode = 0o600): void => {
    const missing: string[] = [];
    for (let at = dirname(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
    for (const folder of missing) {
      mkdirSync(folder, { mode: 0o700 });
      chownSync(folder, rig.user, rig.user);
    }
    writeFileSync(path, content, { mode });
    chownSync(path, rig.user, rig.user);
    chmodSync(path, mode);
  };
  return {
    state,
    inbox,
    units,
    own,
    log: join(rig.home, 'log'),
    key: join(rig.home, 'model.key'),
    cloud: join(rig.home, 'aws.credentials'),
    config: (more = '') => {
      own(
        join(state, 'config.toml'),
        `[model]\nbase_url = "http://127.0.0.1:9"\nname = "planted"\n[service]\nworld = "${WORLD}"\nquiet_seconds = 0.5\n${more}`,
      );
    },
    status: async (): Promise<ToldStatus> => {
      const { code, err, out } = await rig.ghosthunter('service', 'status', '--json');
      if (code !== 0) throw new Error(err);
      // CAST: of our own command; what is missing fails an assertion.
      return JSON.parse(out) as ToldStatus;
    },
  };
}

/** Of every process below the daemon, by what it is. */
function roleOf(pid: number): string {
  const words = readIf(`/proc/${String(pid)}/cmdline`).split('\0');
  if (/(?:^|\/)bwrap$/u.test(words[0] ?? '')) return 'bwrap';
  // Inside a cage nothing has the name that it has outside; only one of them has a bill.
  if (words[0] === '/gh/node') return words.some((word) => word.includes('/bill/')) ? 'billing' : 'orchestrator';
  const worker = words.map((word) => /\/workers\/([\w-]+)\.js$/u.exec(word)?.[1]).find((name) => name !== undefined);
  if (worker !== undefined) return worker;
  if (words[1]?.endsWith('/tools/aws') === true) return 'program';
  return words.includes('service') ? 'daemon' : words.includes('run') ? 'run' : (words[0] ?? '');
}

/** Does the memory of this process hold the text? Root may read it. */
function holdsText(pid: number, text: string): boolean {
  const bytes = Buffer.from(text);
  const maps = readIf(`/proc/${String(pid)}/maps`).split('\n');
  const ranges = maps.flatMap((line) => {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/u.exec(line) ?? [];
    return from === undefined || to === undefined ? [] : [[Number.parseInt(from, 16), Number.parseInt(to, 16)] as const];
  });
  let file: number;
  try {
    file = openSync(`/proc/${String(pid)}/mem`, 'r');
  } catch {
    return false;
  }
  try {
    return ranges.some(([from, to]) => {
      const size = to - from;
      if (size > 256 * 1024 ** 2) return false;
      const chunk = Buffer.alloc(size);
      try {
        readSync(file, chunk, 0, size, from);
      } catch {
        return false;
      }
      return chunk.includes(bytes);
    });
  } finally {
    closeSync(file);
  }
}

const opened = await openUserManager();

if (typeof opened === 'string') {
  // Why none could be started.
  const NO_MANAGER = opened;
  process.stderr.write(`\nNOT TESTED: the service under a systemd user manager: ${opened}\n\n`);
  test('the service under a systemd user manager', { skip: NO_MANAGER }, (t) => {
    t.end();
  });
} else {
  const rig = opened;
  const place = openPlace(rig);
  const unit = (...names: readonly string[]) => rig.show(UNIT_NAME, ...names);
  const done = (id: string) => existsSync(join(place.state, 'investigations', id, 'report.json'));

  test('the service under a systemd user manager', { timeout: 150_000 }, async (t) => {
    t.teardown(() => rig.close());
    place.own(place.key, `${KEY}\n`);
    place.own(place.cloud, `[default]\naws_access_key_id = AKIAPLANTEDPLANTED00\naws_secret_access_key = ${CLOUD_KEY}\n`);
    const install = ['service', 'install', '--key-file', place.key, '--aws-credentials', place.cloud];
    place.config();
    // There is no journal in this manager: what the unit prints goes to a file.
    place.own(
      join(place.units, `${UNIT_NAME}.d`, 'test.conf'),
      `[Service]\nStandardOutput=append:${place.log}\nStandardError=append:${place.log}\nWatchdogSec=2\n`,
    );

    await t.test('install waits for its READY, and doing it again changes nothing', async (t) => {
      const first = await rig.ghosthunter(...install);
      t.equal(first.code, 0, first.err);
      const { ActiveState, MainPID, Type } = await unit('ActiveState', 'MainPID', 'Type');
      t.strictSame([ActiveState, Type], ['active', 'notify']);
      const again = await rig.ghosthunter(...install);
      t.equal(again.code, 0, again.err);
      t.match(again.out, /unchanged/u);
      t.equal((await unit('MainPID'))['MainPID'], MainPID, 'the same process');
      const verified = await rig.run('systemd-analyze', ['--user', 'verify', join(place.units, UNIT_NAME)]);
      t.strictSame([verified.code, verified.err.trim()], [0, '']);
      const status = await place.status();
      t.match(status, { tier: 'bwrap', hasModelKey: true, fault: null });
      const socket = rig.outside(join(rig.runtime, 'ghosthunter', 'service.sock'));
      t.equal((lstatSync(socket).mode & 0o777).toString(8), '600');
      t.equal((lstatSync(dirname(socket)).mode & 0o777).toString(8), '700');
    });

    await t.test('each directive acts: what it forbids fails in the unit, and works in one without it', async (t) => {
      const probed = async (name: string, directives: string): Promise<Readonly<Record<string, string>>> => {
        const target = join(rig.home, `${name}.json`);
        place.own(
          join(place.units, `${name}.service`),
          `[Service]\nType=oneshot\nExecStart=${process.execPath} ${join(rig.root, PROBE)} ${target}\n${directives}`,
        );
        await rig.run('systemctl', ['--user', 'daemon-reload']);
        const { code, err } = await rig.run('systemctl', ['--user', 'start', `${name}.service`]);
        t.equal(code, 0, err);
        // CAST: of our own probe.
        return JSON.parse(readFileSync(target, 'utf8')) as Readonly<Record<string, string>>;
      };
      // Inside the running unit itself: beside its main process, under the same directives.
      const inside = join(rig.home, 'inside.json');
      place.own(
        join(place.units, `${UNIT_NAME}.d`, 'probe.conf'),
        `[Service]\nExecStartPost=${process.execPath} ${join(rig.root, PROBE)} ${inside}\n`,
      );
      await rig.run('systemctl', ['--user', 'daemon-reload']);
      t.equal((await rig.run('systemctl', ['--user', 'restart', UNIT_NAME])).code, 0);
      // CAST: of our own probe.
      const confined = JSON.parse(readFileSync(inside, 'utf8')) as Readonly<Record<string, string>>;
      const bare = await probed('bare', '');
      const forbidden: Readonly<Record<string, readonly [string | RegExp, string | RegExp]>> = {
        NoNewPrivileges: ['1', '0'],
        LockPersonality: [/^errno/u, 'done'],
        RestrictRealtime: ['errno 1', 'errno 3'],
        RestrictSUIDSGID: ['EPERM', 'done'],
        SystemCallArchitectures: ['killed', 'went on'],
        RestrictAddressFamilies: ['errno 97', /^(?:done|errno (?!97))/u],
        KeyringMode: [/./u, /./u],
        UMask: ['600', '644'],
        LimitCORE: ['0', /^(?!0$)/u],
      };
      for (const name of Object.keys(HARDENING)) {
        const [within, without] = forbidden[name] ?? [];
        if (within === undefined || without === undefined) t.fail(`${name} has no probe`);
        else {
          t.match(confined[name], within, `${name} in the unit`);
          t.match(bare[name], without, `${name} in a unit without`);
        }
      }
      t.not(confined['KeyringMode'], bare['KeyringMode'], 'a keyring of its own');
      t.equal(confined['netlink'], 'done', 'bubblewrap needs it');
      const pid = (await unit('MainPID'))['MainPID'] ?? '';
      t.match(readIf(`/proc/${pid}/status`), /NoNewPrivs:\t1\n[\s\S]*Seccomp:\t2\n/u);
    });

    await t.test('a bill in the inbox becomes a report, once, and the key stays where it belongs', async (t) => {
      place.own(join(place.inbox, 'first.csv'), bill(1));
      const known = await until('the job', async () => (await place.status()).jobs.find(({ state }) => state === 'begun'));
      const pids = await until('all its processes', () => {
        const all = rig.processes(UNIT_NAME);
        const roles = all.map(roleOf);
        const isWhole = ['daemon', 'run', 'egress', 'executor', 'orchestrator', 'billing'].every((role) => roles.includes(role));
        // It is handed over when the cages have been attested.
        return isWhole && all.some((pid) => roleOf(pid) === 'egress' && holdsText(pid, KEY)) ? all : undefined;
      });
      const credentials = (await unit('MainPID'))['MainPID'] ?? '';
      const folder = /(?:^|\0)CREDENTIALS_DIRECTORY=([^\0]+)/u.exec(readIf(`/proc/${credentials}/environ`))?.[1] ?? '';
      t.match(folder, /ghosthunter\.service$/u);
      const seen = pids.map((pid) => {
        const at = `/proc/${String(pid)}`;
        return {
          role: roleOf(pid),
          environment: readIf(`${at}/environ`).includes(KEY) || readIf(`${at}/cmdline`).includes(KEY),
          folder: readIf(`${at}/environ`).includes('CREDENTIALS_DIRECTORY'),
          sees: existsSync(join(`${at}/root`, folder, 'model-key')),
          holds: holdsText(pid, KEY),
        };
      });
      t.strictSame(
        seen.filter(({ environment }) => environment),
        [],
        'in no environment and no argument',
      );
      t.strictSame(
        [...new Set(seen.filter(({ folder }) => folder).map(({ role }) => role))].sort(),
        ['daemon', 'run'],
        'who is told of the folder',
      );
      const caged = seen.filter(({ role }) => role === 'orchestrator' || role === 'billing');
      t.strictSame(
        caged.filter(({ sees }) => sees).map(({ role }) => role),
        [],
        'who is caged sees no credential',
      );
      t.ok(caged.length >= 2);
      for (const role of ['orchestrator', 'billing', 'executor'])
        t.notOk(
          seen.some((one) => one.role === role && one.holds),
          `${role} does not hold the key`,
        );
      t.ok(
        seen.some(({ role, holds }) => role === 'egress' && holds),
        'egress holds it',
      );
      await until(
        'the report',
        async () => ((await place.status()).jobs.some(({ job, state }) => job === known.job && state === 'done') ? true : undefined),
        40,
      );
      t.ok(done(known.job));
      t.match(readFileSync(join(place.state, 'investigations', known.job, 'report.json'), 'utf8'), /"tier":"bwrap"/u);
      const shown = await rig.run('systemctl', ['--user', 'show', UNIT_NAME]);
      const everything = [
        shown.out,
        readIf(place.log),
        readIf(join(place.units, UNIT_NAME)),
        readIf(join(place.state, 'service', 'memory.json')),
      ];
      t.notOk(
        everything.some((text) => text.includes(KEY)),
        'in no property, log, unit and memory',
      );
      for (const line of readFileSync(place.log, 'utf8').trim().split('\n'))
        t.match(line, /^<[3-7]>\{"level":"\w+","event":"[a-z-]+".*\}$/u);
      place.own(join(place.inbox, 'same.csv'), bill(1));
      await until('the second look', () => (/"bill":"same\.csv".*"known":1.*"investigated":0/u.test(readIf(place.log)) ? true : undefined));
      t.equal((await place.status()).jobs.length, 1);
    });

    await t.test(
      'a source is asked with the credentials of the unit: the executor and its program have them, and nobody else',
      async (t) => {
        const cloud = await farCloud(t);
        cloud.hold = () => true;
        // What it authenticates with is in its memory before it tells that it was started.
        const reads = `globalThis.kept = require('node:fs').readFileSync(process.env.AWS_SHARED_CREDENTIALS_FILE, 'latin1');`;
        place.own(join(rig.home, 'tools', 'aws'), cloud.program(AWS).replace('\n', `\n${reads}\n`), 0o755);
        place.config(
          `least_amount = 1000000000\nschedule = "hourly"\n[[service.sources]]\nname = "main"\nprovider = "aws"\ndays = 40\n[cli]\ndirectories = ["${rig.home}/tools"]\n`,
        );
        t.equal((await rig.run('systemctl', ['--user', 'reload', UNIT_NAME])).code, 0);
        await until('the first page', () => (cloud.calls.length > 0 ? true : undefined), 40);
        const daemon = (await unit('MainPID'))['MainPID'] ?? '';
        const folder = /(?:^|\0)CREDENTIALS_DIRECTORY=([^\0]+)/u.exec(readIf(`/proc/${daemon}/environ`))?.[1] ?? '';
        const seen = rig.processes(UNIT_NAME).map((pid) => {
          const environment = readIf(`/proc/${String(pid)}/environ`);
          return {
            role: roleOf(pid),
            told: environment.includes('AWS_SHARED_CREDENTIALS_FILE'),
            open: environment.includes(CLOUD_KEY) || readIf(`/proc/${String(pid)}/cmdline`).includes(CLOUD_KEY),
            sees: existsSync(join(`/proc/${String(pid)}/root`, folder, 'aws-credentials')),
            holds: holdsText(pid, CLOUD_KEY),
            holdsModelKey: holdsText(pid, KEY),
          };
        });
        cloud.hold = () => false;
        cloud.go();
        const roles = (of: typeof seen): readonly string[] => [...new Set(of.map(({ role }) => role))].sort();
        for (const role of ['daemon', 'executor', 'orchestrator', 'program']) t.ok(roles(seen).includes(role), role);
        t.strictSame(roles(seen.filter(({ open }) => open)), [], 'in no environment and no argument');
        t.strictSame(
          roles(seen.filter(({ told }) => told)),
          ['bwrap', 'program'],
          'the path of a copy is told to the program and the cage around it',
        );
        const holders = roles(seen.filter(({ holds }) => holds));
        t.strictSame(
          holders.filter((role) => role !== 'executor' && role !== 'program'),
          [],
        );
        t.ok(holders.includes('program'), 'control: who may have it has it');
        t.strictSame(roles(seen.filter(({ holdsModelKey }) => holdsModelKey)), [], 'nobody asks a model');
        const caged = ['orchestrator', 'billing', 'program'];
        t.strictSame(roles(seen.filter(({ role, sees }) => sees && caged.includes(role))), [], 'who is caged sees no credential');
        t.ok(
          seen.some(({ role, sees }) => role === 'daemon' && sees),
          'control: the file is there',
        );
        await until('the bill', () => (/"event":"looked","bill":"main","spikes":1/u.test(readIf(place.log)) ? true : undefined), 40);
        place.config();
        t.equal((await rig.run('systemctl', ['--user', 'reload', UNIT_NAME])).code, 0);
      },
    );

    await t.test(
      'a daemon that hangs is killed by the watchdog in the middle of an investigation, started anew, and goes on',
      async (t) => {
        const before = await unit('MainPID', 'NRestarts');
        place.own(join(place.inbox, 'hang.csv'), bill(2));
        const { job } = await until('the job', async () => (await place.status()).jobs.find(({ state }) => state === 'begun'));
        await until('its first round', () =>
          readIf(join(place.state, 'investigations', job, 'ledger.ndjson')).includes('"round"') ? true : undefined,
        );
        process.kill(Number(before['MainPID']), 'SIGSTOP');
        const after = await until('the restart', async () => {
          const now = await unit('MainPID', 'NRestarts', 'ActiveState');
          return now['NRestarts'] !== before['NRestarts'] && now['ActiveState'] === 'active' ? now : undefined;
        });
        t.not(after['MainPID'], before['MainPID']);
        t.equal(Number(after['NRestarts']), Number(before['NRestarts']) + 1);
        await until('the report', () => (done(job) ? true : undefined), 40);
        t.equal((await place.status()).jobs.filter((one) => one.job === job).length, 1);
      },
    );

    await t.test('stopped in the middle, it parks; started, it goes on and concludes once', async (t) => {
      place.own(join(place.inbox, 'stop.csv'), bill(3));
      const { job } = await until('the job', async () => (await place.status()).jobs.find(({ state }) => state === 'begun'));
      const ledger = join(place.state, 'investigations', job, 'ledger.ndjson');
      await until('its first round', () => (readIf(ledger).includes('"round"') ? true : undefined));
      const stopped = await rig.run('systemctl', ['--user', 'stop', UNIT_NAME]);
      t.equal(stopped.code, 0);
      const state = await unit('ActiveState', 'Result', 'ExecMainStatus');
      t.strictSame(state, { ActiveState: 'inactive', Result: 'success', ExecMainStatus: '0' });
      t.notOk(done(job), 'it was really in the middle');
      t.notOk(existsSync(rig.outside(join(rig.runtime, 'ghosthunter'))), 'the socket and its folder are gone');
      await rig.run('systemctl', ['--user', 'start', UNIT_NAME]);
      await until('the report', () => (done(job) ? true : undefined), 40);
      t.equal(
        readIf(ledger)
          .split('\n')
          .filter((line) => line.includes('"entry":"conclusion"')).length,
        1,
      );
      const began = readIf(join(place.state, 'audit.log'))
        .split('\n')
        .filter((line) => line.includes(job) && line.includes('"event":"ran"'));
      const commands = began.map((line) => /"command":"((?:[^"\\]|\\.)*)"/u.exec(line)?.[1] ?? line);
      t.equal(new Set(commands).size, commands.length, 'no command ran twice');
    });

    await t.test('reload takes a new configuration, and keeps the old one when the new one is not valid', async (t) => {
      const elsewhere = join(rig.home, 'elsewhere');
      place.own(join(elsewhere, '.keep'), '');
      place.config(`inbox = "${elsewhere}"\n`);
      t.equal((await rig.run('systemctl', ['--user', 'reload', UNIT_NAME])).code, 0);
      // The log tells of earlier reloads, too.
      await until('the reload', () => (readIf(place.log).includes(`"inbox":${JSON.stringify(elsewhere)}`) ? true : undefined));
      place.config('inbox = 7\n');
      await rig.run('systemctl', ['--user', 'reload', UNIT_NAME]);
      const status = await until('the refusal', async () => {
        const now = await place.status();
        return now.fault === null ? undefined : now;
      });
      t.match(status, { inbox: elsewhere });
      t.match(readIf(place.log), /"event":"reload-refused"/u);
      t.equal((await unit('ActiveState'))['ActiveState'], 'active');
      place.config();
      await rig.run('systemctl', ['--user', 'reload', UNIT_NAME]);
      await until('the old one again', async () => ((await place.status()).fault === null ? true : undefined));
    });

    await t.test('run-now looks, and run --service submits and follows with the events of the run itself', async (t) => {
      const now = await rig.ghosthunter('service', 'run-now');
      t.equal(now.code, 0, now.err);
      place.own(join(rig.home, 'mine.csv'), bill(1));
      const ran = await rig.ghosthunter('run', join(rig.home, 'mine.csv'), '--service', '--json', '--offline');
      t.equal(ran.code, 10, ran.err);
      const events = ran.out
        .trim()
        .split('\n')
        .map((line) => /"event":"([a-z-]+)"/u.exec(line)?.[1]);
      t.equal(events[0], 'opened');
      t.equal(events.at(-1), 'report');
    });

    await t.test('uninstall leaves nothing but what is kept on purpose, and with --purge not even that', async (t) => {
      const gone = await rig.ghosthunter('service', 'uninstall');
      t.equal(gone.code, 0, gone.err);
      t.strictSame(
        readdirSync(place.units, { recursive: true }).filter((name) => String(name).includes('ghosthunter')),
        [],
      );
      t.strictSame(rig.processes(UNIT_NAME), []);
      t.notOk(existsSync(rig.outside(join(rig.runtime, 'ghosthunter'))));
      t.match(await unit('LoadState'), { LoadState: 'not-found' });
      t.ok(existsSync(join(place.state, 'service', 'memory.json')));
      t.equal((await rig.ghosthunter('service', 'uninstall', '--purge')).code, 0);
      t.notOk(existsSync(join(place.state, 'service')));
      t.strictSame(readdirSync(join(place.state, 'investigations')), []);
      t.ok(existsSync(join(place.state, 'audit.log')), 'the audit log is never removed');
      t.equal((await rig.ghosthunter('service', 'status')).code, 2);
    });
  });
}
