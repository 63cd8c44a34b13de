// What the service computes from what it is given: units, launch agents, log lines, times, standings, settings. Nothing runs.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { isSameSpike, type KnownSpike, standingOf } from '../../src/service/identity.js';
import { agentFile } from '../../src/service/launchd-text.js';
import { openLog } from '../../src/service/log.js';
import { openManager } from '../../src/service/manager.js';
import { nextTime, parseSchedule } from '../../src/service/schedule.js';
import { settingsOf } from '../../src/service/settings.js';
import { HARDENING, unitFile, unitWord } from '../../src/service/unit-text.js';
import { Fault } from '../../src/shared/index.js';
import { checkLingering } from '../../src/supervisor/doctor/lingering.js';
import { parseConfig } from '../../src/supervisor/configuration/layers.js';
import { fc, runs } from '../random.js';

const COMMAND = ['/opt/node 20/bin/node', '/home/a%b/$x/main.js', 'service', 'run'];

test('a path stays one word of a unit, whatever is in it', (t) => {
  const cases: Readonly<Record<string, string>> = {
    '/usr/bin/node': '/usr/bin/node',
    '/opt/node 20/node': '"/opt/node 20/node"',
    '/a%b': '/a%%b',
    '/a$b': '/a$$b',
    '/a"b': '"/a\\"b"',
    '/a\\b': '"/a\\\\b"',
    '/a\nExecStart=/bin/sh': '"/a\\nExecStart=/bin/sh"',
    "/a'b;c": `"/a'b;c"`,
    '': '""',
  };
  for (const [word, text] of Object.entries(cases)) t.equal(unitWord(word), text);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (word) => {
      const text = unitWord(word);
      return !/[\n\r]/u.test(text) && !/(?:^|[^%])(?:%%)*%(?!%)/u.test(text);
    }),
    runs(300),
  );
  t.end();
});

test('the unit is what the daemon expects, and holds each directive once', (t) => {
  const { name, text } = unitFile({
    command: COMMAND,
    environment: { GHOSTHUNTER_HOME: '/srv/a b' },
    credentials: [
      { name: 'model-key', path: '/home/u/key%', isEncrypted: false },
      { name: 'aws-credentials', path: '/home/u/aws', isEncrypted: false },
    ],
  });
  const lines = text.split('\n');
  t.equal(name, 'ghosthunter.service');
  for (const wanted of [
    'Type=notify',
    'NotifyAccess=main',
    'ExecStart="/opt/node 20/bin/node" /home/a%%b/$$x/main.js service run',
    'Environment="GHOSTHUNTER_HOME=/srv/a b"',
    'LoadCredential=model-key:/home/u/key%%',
    'LoadCredential=aws-credentials:/home/u/aws',
    'KillMode=mixed',
    ...Object.entries(HARDENING).map(([directive, value]) => `${directive}=${value}`),
  ]) {
    t.equal(lines.filter((line) => line === wanted).length, 1, wanted);
  }
  const encrypted = unitFile({ command: COMMAND, environment: {}, credentials: [{ name: 'model-key', path: '/k', isEncrypted: true }] });
  t.match(encrypted.text, /^LoadCredentialEncrypted=model-key:\/k$/mu);
  t.notMatch(unitFile({ command: COMMAND, environment: {}, credentials: [] }).text, /LoadCredential/u);
  // What a user manager of systemd 252 takes and does not do, or what breaks a cage or the engine.
  for (const decoration of [
    'ProtectSystem',
    'ProtectHome',
    'InaccessiblePaths',
    'PrivateNetwork',
    'IPAddressDeny',
    'RestrictNamespaces',
    'MemoryDenyWriteExecute',
    'PrivateUsers',
  ])
    t.notMatch(text, new RegExp(`^${decoration}=`, 'mu'));
  t.end();
});

test('a launch agent is XML that no path breaks', (t) => {
  const { text } = agentFile({ command: ['/a&b/<node>', 'service'], environment: { GHOSTHUNTER_HOME: '/x' }, logFile: '/l' });
  t.match(text, /<string>\/a&amp;b\/&lt;node&gt;<\/string>/u);
  t.match(text, /<key>GHOSTHUNTER_HOME<\/key><string>\/x<\/string>/u);
  t.end();
});

test('a log line is one line of JSON, and under a journal it says first how urgent it is', (t) => {
  const lines: string[] = [];
  const log = openLog(
    (line) => lines.push(line),
    true,
    () => new Date(0),
  );
  log('warning', 'left-out', { name: 'a\nb\u001b[2J\u202e', list: ['x'] });
  log('info', 'long', { text: 'y'.repeat(5_000) });
  t.equal(lines[0], '<4>{"level":"warning","event":"left-out","name":"a\\nb\\u001b[2J\\u202e","list":["x"]}');
  t.ok((lines[1]?.length ?? 0) < 800);
  openLog(
    (line) => lines.push(line),
    false,
    () => new Date(0),
  )('error', 'x');
  t.equal(lines[2], '{"time":"1970-01-01T00:00:00.000Z","level":"error","event":"x"}');
  t.end();
});

test('the manager is told one variable a line, and a status cannot add one', (t) => {
  const told: string[] = [];
  const send = (path: string, text: string): undefined => {
    told.push(`${path} ${text}`);
    return undefined;
  };
  const manager = openManager({ NOTIFY_SOCKET: '/n', WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, 7, send);
  t.equal(manager.watchdogMilliseconds, 30_000);
  manager.ready('a\nMAINPID=1');
  manager.reloading();
  manager.alive();
  manager.stopping('b');
  t.equal(told[0], '/n READY=1\nSTATUS=a MAINPID=1');
  t.match(told[1], /^\/n RELOADING=1\nMONOTONIC_USEC=\d+$/u);
  t.strictSame(told.slice(2), ['/n WATCHDOG=1', '/n STOPPING=1\nSTATUS=b']);
  t.equal(openManager({ NOTIFY_SOCKET: '/n', WATCHDOG_USEC: '1', WATCHDOG_PID: '8' }, 7, send).watchdogMilliseconds, undefined);
  const nobody = openManager({}, 7, send);
  nobody.ready('x');
  t.equal(told.length, 4);
  t.end();
});

test('a schedule is made up for once, and never lies in the past for long', (t) => {
  const at = (text: string): number => Date.parse(`${text}Z`);
  const daily = parseSchedule('06:30');
  if (!daily) throw new Error('no schedule');
  t.equal(nextTime(daily, null, at('2026-01-02T05:00')), at('2026-01-02T05:00'));
  t.equal(nextTime(daily, at('2026-01-01T06:30'), at('2026-01-02T05:00')), at('2026-01-02T06:30'));
  t.equal(nextTime(daily, at('2026-01-01T06:31'), at('2026-01-05T05:00')), at('2026-01-02T06:30'), 'overdue: at once');
  t.equal(nextTime(daily, at('2030-01-01T00:00'), at('2026-01-02T05:00')), at('2026-01-02T06:30'), 'a clock that was wrong');
  t.strictSame(parseSchedule('every 6h'), { kind: 'every', hours: 6 });
  for (const wrong of ['', '24:00', '6:30', 'every 0h', 'every h', 'weekly', '06:60']) t.equal(parseSchedule(wrong), undefined, wrong);
  fc.assert(
    fc.property(fc.constantFrom('daily', 'hourly', '06:30', 'every 5h'), fc.nat(4e12), fc.nat(4e12), (text, last, now) => {
      const schedule = parseSchedule(text);
      return (
        schedule !== undefined && nextTime(schedule, last, now) > Math.min(last, now) && nextTime(schedule, last, now) <= now + 86_400_000
      );
    }),
    runs(300),
  );
  t.end();
});

test('the same place and nearly the same start is the same spike, and it is told again when it has grown', (t) => {
  const known: KnownSpike = { place: 'a'.repeat(32), title: '', startDay: '2026-05-10', excess: '1000', currency: 'USD' };
  t.ok(isSameSpike(known, { ...known, startDay: '2026-05-13' }));
  t.notOk(isSameSpike(known, { ...known, startDay: '2026-05-14' }));
  t.notOk(isSameSpike(known, { ...known, place: 'b'.repeat(32) }));
  t.notOk(isSameSpike(known, { ...known, currency: 'EUR' }));
  t.equal(standingOf(known, [], 2), 'new');
  t.equal(standingOf({ ...known, excess: '1999' }, [known], 2), 'known');
  t.equal(standingOf({ ...known, excess: '2000' }, [known], 2), 'grown');
  t.equal(standingOf({ ...known, excess: '2000' }, [known, { ...known, excess: '1500' }], 2), 'known', 'against the last time');
  t.end();
});

test('settings that contradict each other are a fault of the configuration', (t) => {
  const surroundings = { environment: {}, home: '/home/u' };
  const of = (text: string) => settingsOf(parseConfig(text, 'config.toml'), '/s', surroundings);
  t.match(of(''), { inbox: '/s/service/inbox', isOwnInbox: true, mode: 'bill', concurrency: 1 });
  t.match(of('[service]\ninbox = "~/bills"\nactive = true'), { inbox: '/home/u/bills', isOwnInbox: false, mode: 'active' });
  for (const wrong of [
    '[service]\nschedule = "weekly"',
    '[service]\nactive = true\nworld = "x"',
    '[service]\ninbox = "bills"',
    '[service]\nconcurency = 2',
    '[[service.sources]]\nname = "a"\nprovider = "gcp"',
    '[[service.sources]]\nname = "a"\nprovider = "aws"\nprofile = "--debug"',
    '[[service.sources]]\nname = "../a"\nprovider = "aws"',
  ]) {
    t.throws(() => of(wrong), Fault, wrong);
  }
  t.end();
});

test('doctor says whether the service would outlive the session', { skip: process.platform !== 'linux' }, async (t) => {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-linger-'));
  const places = { booted: join(path, 'booted'), linger: join(path, 'linger') };
  const surroundings = { environment: { XDG_RUNTIME_DIR: path }, home: path };
  const status = (): string | undefined => checkLingering(surroundings, places, 'ann')[0]?.status;
  t.equal(status(), 'ok', 'no systemd: nothing to warn of');
  mkdirSync(places.booted);
  t.equal(status(), 'warning', 'no manager');
  mkdirSync(join(path, 'systemd'));
  const server = createServer().listen(join(path, 'systemd', 'private'));
  await new Promise((done) => server.once('listening', done));
  t.match(checkLingering(surroundings, places, 'ann')[0]?.fix, /enable-linger ann/u);
  mkdirSync(places.linger);
  writeFileSync(join(places.linger, 'ann'), '');
  t.equal(status(), 'ok');
  server.close();
  rmSync(path, { recursive: true, force: true });
});
