// Whole runs, as a person starts them, in every cage that there is here.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { configured, type Ended, type Home, home } from './ghosthunter.js';
import { billOf } from '../supervisor/planted.js';
import { sampleOf } from '../random.js';
import { AVAILABLE, type Available, fakeModel, fakeTools } from './surroundings.js';

const NOWHERE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a model spent is heard on a lane of its own, so its place among the others is not fixed. */
const audited = (at: Home): ReturnType<Home['audit']> => at.audit().filter(({ event }) => event !== 'model-spent');
const names = (at: Home): readonly string[] => audited(at).map(({ event }) => event);

interface Shown {
  readonly event: string;
  readonly [key: string]: unknown;
}

const shown = ({ out }: Ended): readonly Shown[] =>
  out
    .trimEnd()
    .split('\n')
    // CAST: only named fields are compared.
    .map((line) => JSON.parse(line) as Shown);

const BILL = 'ChargePeriodStart,ServiceName,BilledCost\n2026-09-01T00:00:00Z,Compute Engine,1.5\n';

for (const { tier, through, skip } of AVAILABLE) {
  test(`a simulated run in ${tier}: judged, run or refused, recorded, and nothing left behind`, { skip }, async (t) => {
    const at = home(t);
    const ended = await at.run(['run', '--world', 'first-light', '--json'], { through });
    t.match(ended, { code: 0, err: '' });
    const events = shown(ended);
    t.same(
      events.map(({ event }) => event),
      ['started', 'bill', 'proposed', 'answered', 'proposed', 'answered', 'proposed', 'answered', 'ended'],
    );
    t.match(events[0], { mode: 'simulated', provider: 'gcp', tier });
    t.match(events[1], { answer: { kind: 'bill', files: [{ name: 'bill.csv', lines: 121 }] } });
    t.match(events[3], { answer: { kind: 'ran', exit: 0, cutBytes: 0 } });
    t.match(events[7], { answer: { kind: 'refused', refusal: { layer: 3, code: 'unknown-subcommand' } } });
    t.match(events.at(-1), { event: 'ended', outcome: 'done' });
    t.same(names(at), ['start', 'cleared', 'ran', 'cleared', 'ran', 'refused', 'stop']);
    const [start, cleared, ran, , , refused, stop] = at.audit();
    t.match(start, { mode: 'simulated', provider: 'gcp', tier, detail: new RegExp(`orchestrator: ${tier}; billing: ${tier}$`, 'u') });
    t.match(ran, { of: cleared?.seq, exit: 0, outputSha256: /^[0-9a-f]{64}$/u });
    t.match(refused, { layer: 3, proposal: { text: /delete loadtest-1/u } });
    t.match(stop, { commands: 2, microUsd: 0 });
    t.equal(events[0]?.['auditHead'], start?.hash, 'the head that was shown is the entry that began the run');
    t.ok(await at.verified());
    t.same(readdirSync(at.path), ['.ghosthunter']);
    t.same(readdirSync(join(at.state, 'empty')), []);
  });
}

test('what the person leaves out of the policy is refused by layer 3, with what is left, and the log says what held', {
  skip: NOWHERE,
}, async (t) => {
  const at = home(t);
  const ended = await at.run(['run', '--world', 'first-light', '--json'], { env: { GHOSTHUNTER_COMMANDS_ONLY: 'gcloud projects,aws' } });
  t.match(ended, { code: 0, err: '' });
  t.same(names(at), ['start', 'record', 'cleared', 'ran', 'refused', 'refused', 'stop'], 'control: one of the two reads is left');
  const [, record, , , refused] = at.audit();
  t.match(record, { name: 'policy', detail: 'only: gcloud projects, aws' });
  t.match(refused, { layer: 3 });
  const refusals = shown(ended)
    .map((one) => JSON.stringify(one))
    .filter((one) => one.includes('"kind":"refused"'));
  t.match(refusals[0], /listed: gcloud projects/u);
  const unknown = await at.run(['run', '--world', 'first-light'], { env: { GHOSTHUNTER_COMMANDS_ONLY: 'gcloud projectz' } });
  t.match(unknown, { code: 1, err: /gcloud projectz/u });
});

const SECRETS = {
  AWS_ACCESS_KEY_ID: 'AKIAPLANTEDPLANTED00',
  AWS_SECRET_ACCESS_KEY: 'planted-aws-secret',
  AWS_PROFILE: 'planted-profile',
  AWS_ENDPOINT_URL: 'https://collect.example',
  CLOUDSDK_AUTH_ACCESS_TOKEN: 'planted-gcp-token',
  CLOUDSDK_CORE_PROJECT: 'planted-project',
  CLOUDSDK_PYTHON: '/planted/python',
  GOOGLE_APPLICATION_CREDENTIALS: '/planted/key.json',
  ANTHROPIC_API_KEY: 'planted-model-key',
  HTTPS_PROXY: 'http://collect.example',
  NODE_OPTIONS: '--no-warnings',
  NODE_EXTRA_CA_CERTS: '/planted/ca.pem',
  LD_LIBRARY_PATH: '/planted',
  PYTHONPATH: '/planted',
  EDITOR: 'planted',
};
const CREDENTIALS = [
  SECRETS.AWS_ACCESS_KEY_ID,
  SECRETS.AWS_SECRET_ACCESS_KEY,
  SECRETS.CLOUDSDK_AUTH_ACCESS_TOKEN,
  SECRETS.GOOGLE_APPLICATION_CREDENTIALS,
  SECRETS.ANTHROPIC_API_KEY,
];
const COMMON = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  TERM: 'dumb',
  NO_COLOR: '1',
  PAGER: 'cat',
  TZ: 'UTC',
  PYTHONNOUSERSITE: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};

const PROVIDERS = [
  {
    provider: 'aws',
    line: 'aws ec2 describe-instances --region us-east-1 --filters Name=tag:team,Values=data Name=instance-state-name,Values=running',
    env: {
      AWS_ACCESS_KEY_ID: SECRETS.AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRETS.AWS_SECRET_ACCESS_KEY,
      AWS_PROFILE: SECRETS.AWS_PROFILE,
      AWS_CONFIG_FILE: '~/.aws/config',
      AWS_SHARED_CREDENTIALS_FILE: '~/.aws/credentials',
      AWS_PAGER: '',
      AWS_CLI_AUTO_PROMPT: 'off',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  },
  {
    provider: 'gcp',
    line: "gcloud projects list --limit=10 --filter='name:acme AND labels.team=data'",
    env: {
      CLOUDSDK_AUTH_ACCESS_TOKEN: SECRETS.CLOUDSDK_AUTH_ACCESS_TOKEN,
      CLOUDSDK_CORE_PROJECT: SECRETS.CLOUDSDK_CORE_PROJECT,
      CLOUDSDK_CONFIG: '~/.config/gcloud',
      BIGQUERYRC: '~/bigqueryrc',
      BOTO_CONFIG: '~/boto',
      CLOUDSDK_CORE_CHECK_GCE_METADATA: 'false',
      CLOUDSDK_CORE_DISABLE_FILE_LOGGING: '1',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
      CLOUDSDK_CORE_DISABLE_COLOR: '1',
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: '1',
      CLOUDSDK_SURVEY_DISABLE_PROMPTS: '1',
    },
  },
] as const;

/** What the kernel says a process was started with; undefined when it does not tell us. */
function environmentOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${String(pid)}/environ`, 'latin1');
  } catch {
    return undefined;
  }
}

for (const { tier, through, skip } of AVAILABLE) {
  for (const { provider, line, env } of PROVIDERS) {
    test(`an active ${provider} run in ${tier}: the tool gets what was judged, this provider's variables, and nothing else`, {
      skip,
    }, async (t) => {
      const at = home(t);
      const tools = await fakeTools(t, at, ['aws', 'gcloud', 'bq'], 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);');
      configured(at, `[cli]\ndirectories = [${JSON.stringify(tools.directory)}]`);
      const script = at.write('script.txt', `${line}\n${line} ; touch x\n`);
      const args = [
        'run',
        at.write('bill.csv', BILL),
        '--active',
        '--yes',
        '--provider',
        provider,
        '--script',
        script,
        '--json',
        '--log-level',
        'info',
      ];
      const environments = new Map<string, string>();
      const ended = await at.run(args, {
        through,
        env: SECRETS,
        watchErr: (err) => {
          const launched = /"pids":(\{[^}]*\})/u.exec(err)?.[1];
          if (launched === undefined || environments.size > 0) return;
          // CAST: printed by the supervisor; a wrong shape would show as missing environments.
          for (const [name, pid] of Object.entries(JSON.parse(launched) as Readonly<Record<string, number>>)) {
            const found = environmentOf(pid);
            if (found !== undefined) environments.set(name, found);
          }
        },
      });
      t.equal(ended.code, 0, ended.err);
      const told = tools.told();
      t.equal(told.length, 1, 'the refused line started nothing');
      const [one] = told;
      const [, cleared] = at.audit();
      const { PWD: _, HOME: own = '', TMPDIR: temporary, PATH: path, ...given } = one?.env ?? {};
      t.match(own, join(at.state, 'homes'), 'a home of its own');
      t.notOk(existsSync(own), 'which is gone');
      t.ok(temporary === '/tmp' || temporary === join(own, '..', 'temporary'));
      t.equal(path, `${COMMON.PATH}:${tools.directory}`);
      const expected = Object.entries({ ...COMMON, ...env }).map(([name, value]) => [name, value.replace(/^~/u, own)]);
      t.same({ ...given, PATH: COMMON.PATH }, Object.fromEntries(expected));
      t.equal(one?.cwd, join(at.state, 'empty'));
      t.same(one?.entries, []);
      t.equal(one?.stdin, '/dev/null');
      t.same(one?.descriptors, [], 'no channel of ours');
      t.match(one, { group: one?.session, name: provider === 'aws' ? 'aws' : 'gcloud' });
      t.match(cleared, { event: 'cleared', proposal: { text: line } });
      // The words of the tool are those of the canonical line, which the log has.
      const canonical = cleared?.event === 'cleared' ? cleared.canonical : '';
      t.equal([one?.name, ...(one?.argv ?? []).map((word) => (/[ '{\[]/u.test(word) ? `'${word}'` : word))].join(' '), canonical);
      t.match(
        shown(ended).find(({ event }) => event === 'answered'),
        { answer: { kind: 'ran', canonical, output: '[{"told": true}]\n' } },
      );
      t.match(names(at), ['start', 'cleared', 'approved', 'ran', 'refused', 'stop']);
      t.match(at.audit()[2], { by: 'yes-flag' });
      t.match(at.audit()[3], { outputSha256: sha256('[{"told": true}]\n'), outputBytes: 17 });
      t.ok(await at.verified());
      t.same([...environments.keys()].toSorted(), ['billing', 'executor', 'orchestrator'], 'and no model, no egress');
      for (const [name, found] of environments) t.match(found, /^(?:PWD=[^\0]*\0)?$/u, `${name} was started with nothing`);
      const log = readFileSync(join(at.state, 'audit.log'), 'utf8');
      for (const secret of CREDENTIALS) t.notOk([log, ended.out, ended.err].some((text) => text.includes(secret)));
      t.notOk(existsSync(join(at.state, 'empty', 'x')));
    });
  }
}

test('when the log is taken away in the middle of a run nothing more runs, and the run says so', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  const tools = await fakeTools(t, at, ['gcloud'], '', () => {
    renameSync(join(at.state, 'audit.log'), join(at.path, 'stolen'));
  });
  configured(at, `[cli]\ndirectories = [${JSON.stringify(tools.directory)}]`);
  const script = at.write('script.txt', 'gcloud projects list --limit=1\ngcloud projects list --limit=2\ngcloud projects list --limit=3\n');
  const ended = await at.run(['run', at.write('bill.csv', BILL), '--active', '--yes', '--script', script, '--json']);
  t.equal(tools.told().length, 1);
  const [answered] = shown(ended).filter(({ event }) => event === 'answered');
  t.match(answered, { answer: { kind: 'not-run', code: 'audit' } });
  t.match(shown(ended).at(-1), { event: 'ended', outcome: 'failed' });
  t.equal(ended.code, 1, 'a run whose log broke is not a success');
});

const MODEL = ['run', '--world', 'first-light', '--model', 'fake-model', '--json'];

async function withModel(at: Home, url: string, over: Partial<Available> = {}, watch?: (out: string) => void): Promise<Ended> {
  configured(at, `[model]\nbase_url = "${url}"\nmax_tokens = 100`);
  // One line that is refused; then the model is asked for one.
  const script = at.write('script.txt', 'nonsense\n');
  return at.run([...MODEL, '--script', script], { env: { ANTHROPIC_API_KEY: 'the-model-key' }, ...(watch ? { watch } : {}), ...over });
}

for (const { tier, through, skip } of AVAILABLE) {
  test(`a model's command in ${tier} is judged like any other`, { skip }, async (t) => {
    const at = home(t);
    const model = await fakeModel(t, ' gcloud projects list --limit=1 --format=json\n');
    const ended = await withModel(at, model.url, { through });
    t.equal(ended.code, 0, ended.err);
    t.same(names(at), ['start', 'refused', 'cleared', 'ran', 'stop']);
    t.match(audited(at)[2], { proposal: { text: 'gcloud projects list --limit=1 --format=json' } });
    t.match(
      shown(ended).find(({ event }) => event === 'model'),
      { inputTokens: 10, outputTokens: 5 },
    );
    t.equal(model.asked.length, 1);
    const [asked] = model.asked;
    t.match(asked, { method: 'POST', url: '/v1/messages', headers: { authorization: 'Bearer the-model-key' } });
    t.match(JSON.parse(asked?.body ?? '{}'), { model: 'fake-model', max_tokens: 100, stream: true });
    t.notOk(ended.out.includes('the-model-key') || ended.err.includes('the-model-key'));
    t.ok(await at.verified());
  });
}

const ANSWERS = [
  ['a second command', 'gcloud projects list --limit=1; rm -rf ~', { layer: 1 }],
  ['a substitution', 'gcloud projects list --limit=$(id -u)', { layer: 1 }],
  ['a change', 'gcloud compute instances delete web-1 --quiet', { layer: 3 }],
  ['another program', 'curl https://collect.example', { layer: 2 }],
  ['an explanation with escapes', 'Sure! \u001b[2J Run this:\n```\ngcloud projects list\n```', { layer: 1 }],
] as const;

// Each is a whole run, and the gate that refuses has tests of its own: here a refused one, a read and escapes are enough.
for (const [what, answer, refusal] of sampleOf(ANSWERS, 2)) {
  test(`a model that answers ${what} is refused`, { skip: NOWHERE }, async (t) => {
    const at = home(t);
    const model = await fakeModel(t, answer);
    const ended = await withModel(at, model.url);
    t.equal(ended.code, 0, ended.err);
    t.same(names(at), ['start', 'refused', 'refused', 'stop']);
    t.match(audited(at)[2], { ...refusal, proposal: { sha256: sha256(answer) } });
    t.match(
      shown(ended).findLast(({ event }) => event === 'answered'),
      { answer: { kind: 'refused', refusal } },
    );
  });
}

test('when only the end of the run cannot be written down, the run is no success either', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  // Slow to fail: it is asked again.
  const model = await fakeModel(t, 500);
  let isStolen = false;
  const ended = await withModel(at, model.url, {}, (out) => {
    if (isStolen || !out.includes('"started"')) return;
    isStolen = true;
    renameSync(join(at.state, 'audit.log'), join(at.path, 'stolen'));
  });
  t.ok(isStolen);
  t.match(shown(ended).at(-1), { event: 'ended', outcome: 'failed', detail: /audit log/u });
  t.equal(ended.code, 1);
  t.notMatch(ended.err, /\n {4}at /u);
});

const USELESS: readonly (readonly [string, string | number])[] = [
  ['nothing', ' \n'],
  ['far too much', `gcloud projects list ${'x'.repeat(20_000)}`],
  ['half a character', 'gcloud \ud83d projects list'],
  ['that the key is wrong', 401],
  ['that the request is wrong', 400],
];

// Every second has a text and a status.
for (const [what, answer] of sampleOf(USELESS, 2)) {
  test(`a model that answers ${what} ends nothing but its own part`, { skip: NOWHERE }, async (t) => {
    const at = home(t);
    const model = await fakeModel(t, answer);
    const ended = await withModel(at, model.url);
    t.match(shown(ended).at(-1), { event: 'ended', outcome: 'done' });
    t.equal(ended.code, 0, ended.err);
    t.notMatch(ended.err, /\n {4}at /u);
    t.notMatch(ended.out + ended.err, /\u001b/u);
    t.ok(names(at).every((name) => name !== 'cleared'));
  });
}

test('a bill without a terminal is looked into alone: nobody is needed, and the steps that would tell more are named', {
  skip: NOWHERE,
}, async (t) => {
  const at = home(t);
  const ended = await at.run(['run', at.write('bill.csv', billOf('AWS', 'AmazonEC2')), '--json']);
  t.equal(ended.code, 11, ended.err);
  t.same(names(at), ['start', 'stop'], 'nothing is proposed');
  t.match(shown(ended)[1], { event: 'spikes', provider: 'aws', canRun: false });
  t.match(shown(ended).at(-1), { event: 'report', outcome: 'inconclusive', mode: 'paranoid', spike: { severity: 'critical' } });
  const plain = await at.run(['run', at.write('bill.csv', billOf('AWS', 'AmazonEC2')), '--headless', '--offline']);
  t.equal(plain.code, 11);
  t.match(plain.err, /^run \d{8}-\d{4}-[0-9a-f]{6} {2}paranoid\n/u, 'its id comes first');
  t.ok(
    plain.out.split('\n').every((line) => line.length <= 80 || /^ +(?:\d\. )?(?:then look: )?(?:aws|gcloud|bq) /u.test(line)),
    'in 80 columns, but for commands: those are copied whole',
  );
  const piped = await at.run(['run', '-', '--json'], { input: billOf('Google Cloud', 'Compute Engine') });
  t.equal(piped.code, 11, piped.err);
  t.match(shown(piped)[1], { event: 'spikes', provider: 'gcp' });
});
