// What a cloud CLI can reach from its cage, tried from inside by a program in its place. Each attempt is made without the cage too, where it
// gets through: else its failure would prove nothing.

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Test, test } from 'tap';
import { openKernel } from '../../src/cage/native.js';
import { landlockVersion } from '../../src/cage/ruleset.js';
import { runProgram } from '../../src/executor/run.js';
import { shownFor } from '../../src/executor/shown-files.js';
import { openWorkplace, type Workplace } from '../../src/executor/workplace.js';
import { type PinnedBinary, pinBinary } from '../../src/programs/index.js';
import type { Tier } from '../../src/protocol/index.js';
import { SOUND_CLI } from './sound-attest.js';

const LIMITS = { milliseconds: 20_000, outputBytes: 100_000 };
const NODE = realpathSync(process.execPath);
const LANDLOCK = '/sys/kernel/security/lsm';

function hasLandlock(): boolean {
  if (process.platform !== 'linux') return false;
  // Where the list cannot be seen the cage itself says whether it could be built.
  return !existsSync(LANDLOCK) || readFileSync(LANDLOCK, 'utf8').includes('landlock');
}

const TIERS: readonly (readonly [Tier, string | false])[] = [
  ['bwrap', spawnSync('/usr/bin/bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']).status !== 0 && 'no bubblewrap here'],
  ['landlock', !hasLandlock() && 'no Landlock here'],
];

interface Stage {
  readonly person: string;
  readonly state: string;
  readonly bin: string;
  /** What a shell prints there, both streams. */
  readonly tries: (tier: Tier, code: string) => Promise<string>;
}

function stage(t: Test): Stage {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-cli-cage-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const [person, bin, state] = [join(path, 'person'), join(path, 'tools'), join(path, 'person/.ghosthunter')];
  for (const directory of [person, bin, state]) mkdirSync(directory, { mode: 0o755 });
  for (const [name, content] of [
    ['.ssh/id_ed25519', 'zzssh'],
    ['.aws/credentials', '[default]\naws_access_key_id = zzaws\n'],
    ['.config/gcloud/configurations/config_default', '[core]\nproject = zzmine\n'],
    ['.ghosthunter/audit.log', 'zzaudit'],
    ['.ghosthunter/homes/1.1.1.x/home/secret', 'zzother'],
  ] as const) {
    mkdirSync(dirname(join(person, name)), { recursive: true });
    writeFileSync(join(person, name), content);
  }
  writeFileSync(join(bin, 'gcloud'), '#!/bin/sh\neval "$1"\n');
  chmodSync(join(bin, 'gcloud'), 0o755);
  const pinned = pinBinary('gcloud', [bin]);
  if (!pinned.ok) throw new Error(pinned.error);
  const wish = {
    provider: 'gcp' as const,
    credentials: { CLOUDSDK_AUTH_ACCESS_TOKEN: 'zztoken' },
    home: person,
    binaryDirectories: [bin],
    stateDirectory: state,
    cli: { ...SOUND_CLI, readable: [NODE] },
  };
  const places = new Map<Tier, Workplace>();
  t.teardown(() => {
    for (const place of places.values()) place.close();
  });

  async function tries(tier: Tier, code: string): Promise<string> {
    const workplace = places.get(tier) ?? openWorkplace(wish, tier, () => new Date());
    places.set(tier, workplace);
    const output = await runProgram(workplace.program(pinned.ok ? pinned.value : never(), [code]), LIMITS)?.finished;
    return output ? `${Buffer.from(output.out).toString()}${Buffer.from(output.err).toString()}` : 'not started';
  }
  return { person, state, bin, tries };
}

function never(): never {
  throw new Error('unreachable');
}

/** What is tried, and what it prints where nothing stops it. */
const ATTEMPTS: readonly (readonly [string, (at: Stage) => string, RegExp])[] = [
  ['the key of a shell', ({ person }) => `cat ${person}/.ssh/id_ed25519`, /zzssh/u],
  ['the credentials of another provider', ({ person }) => `cat ${person}/.aws/credentials`, /zzaws/u],
  ['the person\u2019s own settings of this one', ({ person }) => `cat ${person}/.config/gcloud/configurations/config_default`, /zzmine/u],
  ['a listing of the home', ({ person }) => `ls -a ${person}`, /\.ssh/u],
  ['the audit log', ({ state }) => `cat ${state}/audit.log`, /zzaudit/u],
  ['another run\u2019s home', ({ state }) => `cat ${state}/homes/1.1.1.x/home/secret`, /zzother/u],
  ['the users of this machine', () => 'wc -l < /etc/passwd', /^\s*(?:[2-9]|\d{2,})\s*$/u],
  ['the rest of /etc', () => 'cat /etc/hostname > /dev/null && echo read', /^read/u],
];

/** What is tried, and what there is afterwards if nothing stopped it: a program cannot be believed about what it wrote. */
const CHANGES: readonly (readonly [string, (at: Stage) => string, (at: Stage) => boolean])[] = [
  ['the audit log', ({ state }) => `echo x >> ${state}/audit.log`, ({ state }) => readFileSync(`${state}/audit.log`, 'utf8') !== 'zzaudit'],
  ['the log\u2019s place', ({ state }) => `mv ${state}/audit.log ${state}/gone`, ({ state }) => !existsSync(`${state}/audit.log`)],
  ['the home', ({ person }) => `echo x > ${person}/planted`, ({ person }) => existsSync(`${person}/planted`)],
  ['the program', ({ bin }) => `echo '# x' >> ${bin}/gcloud`, ({ bin }) => readFileSync(`${bin}/gcloud`, 'utf8').includes('# x')],
  ['its directory', ({ bin }) => `echo x > ${bin}/aws`, ({ bin }) => existsSync(`${bin}/aws`)],
  ['its mode', ({ bin }) => `chmod 777 ${bin}`, ({ bin }) => (statSync(bin).mode & 0o777) === 0o777],
  ['where it stands', () => 'chmod 700 . ; echo x > ./x', ({ state }) => existsSync(`${state}/empty/x`)],
];

/** Landlock knows signals since its sixth version. */
const KERNEL = openKernel();
const HAS_SCOPES = KERNEL.ok && landlockVersion(KERNEL.value.syscall) >= 6;

for (const [tier, skip] of TIERS) {
  for (const [what, code, changed] of CHANGES) {
    // Landlock knows nothing of modes; SECURITY.md says so.
    if (what === 'its mode' && tier === 'landlock') continue;
    test(`${tier} keeps a CLI from changing ${what}`, { skip }, async (t) => {
      const at = stage(t);
      await at.tries(tier, code(at));
      t.notOk(changed(at));
      await at.tries('none', code(at));
      t.ok(changed(at), 'control');
    });
  }

  for (const [what, code, through] of ATTEMPTS) {
    // Landlock refuses files and replaces none.
    if (what === 'the users of this machine' && tier === 'landlock') continue;
    test(`${tier} keeps a CLI from ${what}`, { skip }, async (t) => {
      const at = stage(t);
      t.match(await at.tries('none', code(at)), through, 'control');
      const caged = await at.tries(tier, code(at));
      t.notMatch(caged, through, caged);
    });
  }

  test(`${tier} keeps a CLI from other processes`, { skip }, async (t) => {
    const at = stage(t);
    const victim = spawn('/bin/sleep', ['30'], { env: { PLANTED: 'zzenvironment' }, stdio: 'ignore' });
    t.teardown(() => victim.kill('SIGKILL'));
    const pid = String(victim.pid);
    const environ = `tr '\\0' '\\n' < /proc/${pid}/environ`;
    t.match(await at.tries('none', environ), /zzenvironment/u, 'control');
    t.notMatch(await at.tries(tier, environ), /zzenvironment/u);
    t.match(await at.tries('none', `kill -CONT ${pid} && echo signalled`), /signalled/u, 'control');
    const signalled = await at.tries(tier, `kill -CONT ${pid} && echo signalled`);
    if (tier === 'bwrap' || HAS_SCOPES) t.notMatch(signalled, /signalled/u);
    // Nobody but root can empty the bounding set; without new privileges it gives nothing.
    const bounding = tier === 'bwrap' || process.getuid?.() === 0 ? '0{16}' : '[0-9a-f]{16}';
    t.match(
      await at.tries(tier, "sed -n 's/^CapEff:\\t//p; s/^CapBnd:\\t//p; s/^NoNewPrivs:\\t//p' /proc/self/status"),
      new RegExp(`^0{16}\\n${bounding}\\n1\\n$`, 'u'),
    );
  });

  test(`${tier} leaves a CLI what it needs: its home, a place for temporary files, the system, the network`, { skip }, async (t) => {
    const at = stage(t);
    const server = createServer((socket) => socket.end('answered'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const address = server.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    t.match(await at.tries(tier, 'echo kept > ~/x && cat ~/x; echo kept > $TMPDIR/x && cat $TMPDIR/x; cat ~/x'), /^kept\nkept\nkept\n$/u);
    t.match(await at.tries(tier, 'cat ~/x'), /kept/u, 'and the next command of the run finds it');
    t.match(
      await at.tries(tier, 'head -c 4 /dev/urandom | wc -c; : > /dev/null && echo null; ls /etc/ssl /usr/bin > /dev/null && echo seen'),
      /^4\nnull\nseen\n$/u,
    );
    t.match(await at.tries(tier, `${NODE} -e "require('net').connect(${port}, '127.0.0.1').pipe(process.stdout)"`), /answered/u);
    t.match(await at.tries(tier, 'umask; ls ; pwd'), new RegExp(`^0*77\n${at.state}/empty\n$`, 'u'));
    t.match(await at.tries(tier, 'cat /proc/self/environ | tr "\\0" "\\n" | grep -c zztoken'), /^1/u, 'its own credentials');
  });

  test(`${tier}: a CLI has no terminal and no input`, { skip }, async (t) => {
    const at = stage(t);
    t.notMatch(await at.tries(tier, 'exec < /dev/tty && echo terminal'), /^terminal/u);
    t.match(await at.tries(tier, 'readlink /proc/self/fd/0; cat; echo over'), /^\/dev\/null\nover\n$/u);
  });

  test(`${tier}: what a CLI starts ends with it`, { skip }, async (t) => {
    const at = stage(t);
    const mark = `61${String(process.pid % 10_000)}`;
    const started = performance.now();
    await at.tries(tier, `(setsid sh -c "sleep ${mark} &" &) ; sleep 0.2; echo x`);
    t.ok(performance.now() - started < 5_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    t.equal(spawnSync('/bin/sh', ['-c', `pgrep -f '^sleep ${mark}$'`]).status, 1);
  });
}

function file(path: string, content = '', mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

const pin = (path: string): Pick<PinnedBinary, 'path'> => ({ path });

test('of an installation in the home the cage shows the installation and not the home', async (t) => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-shown-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const choice = { home: path, stateDirectory: join(path, '.ghosthunter'), binaryDirectories: [], cli: SOUND_CLI };
  mkdirSync(choice.stateDirectory);
  const local = file(join(path, '.local/bin/aws'), `#!${join(path, 'venv/bin/python')}\n`);
  mkdirSync(join(path, '.local/lib'));
  mkdirSync(join(path, '.local/share/keyrings'), { recursive: true });
  mkdirSync(join(path, 'venv/bin'), { recursive: true });
  symlinkSync('/bin/sh', join(path, 'venv/bin/python'));
  file(join(path, 'venv/pyvenv.cfg'));
  t.same(
    shownFor(pin(local), choice),
    ['.local/bin', '.local/lib', 'venv/bin', 'venv/pyvenv.cfg'].map((name) => join(path, name)),
  );
  const sdk = file(join(path, 'google-cloud-sdk/bin/gcloud'), '#!/bin/sh\n');
  file(join(path, 'google-cloud-sdk/lib/gcloud.py'));
  t.same(shownFor(pin(sdk), choice), [join(path, 'google-cloud-sdk')]);
  const loose = file(join(path, 'aws'), '#!/bin/sh\n');
  t.same(shownFor(pin(loose), choice), [loose], 'a program that lies in the home itself is shown alone');
  t.same(shownFor(pin(loose), { ...choice, cli: { ...SOUND_CLI, readable: [path, '/', join(path, '.ghosthunter')] } }), [loose]);
  t.same(shownFor(pin(loose), { ...choice, cli: { ...SOUND_CLI, readable: [join(path, 'venv')] } }), [loose, join(path, 'venv')].sort());
  const starter = file(join(path, 'wrap/aws'), `#!/bin/sh\nexec "${local}" --endpoint-url http://127.0.0.1:1 "$@"\n`);
  t.same(
    shownFor(pin(starter), choice),
    ['.local/bin', '.local/lib', 'venv/bin', 'venv/pyvenv.cfg', 'wrap'].map((name) => join(path, name)),
  );
});
