// The real aws, gcloud and bq through the whole executor, against a cloud on loopback with invented credentials. Only a starter that the
// person configured can point them there: nothing in a home, a working directory or an environment can.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Test, test } from 'tap';
import { arm } from '../../src/executor/armed.js';
import { NO_ALIASES } from '../../src/executor/aliases.js';
import { answerProposal } from '../../src/executor/propose.js';
import { Repeats } from '../../src/executor/repeats.js';
import { runnerFor } from '../../src/executor/runners.js';
import { Spending } from '../../src/executor/spending.js';
import { pinBinary, pinFault, STANDARD_DIRECTORIES } from '../../src/programs/index.js';
import type { Attest, ProposalAnswer, Tier } from '../../src/protocol/index.js';
import { ok } from '../../src/shared/index.js';
import { digest } from './digest-now.js';
import { SOUND_CLI, soundAttest } from './sound-attest.js';

const SDK_DISCOVERY = '/usr/lib/google-cloud-sdk/platform/bq/discovery_next/bigquery.json';

/** The program itself, past links and starters; `undefined` when it is not on this machine. */
function realProgram(name: string): string | undefined {
  const known = STANDARD_DIRECTORIES.map((directory) => join(directory, name)).find(existsSync);
  if (known !== undefined) return realpathSync(known);
  const pyenv = spawnSync('pyenv', ['which', name], { encoding: 'utf8' });
  return pyenv.status === 0 ? pyenv.stdout.trim() : undefined;
}

const REAL = { aws: realProgram('aws'), gcloud: realProgram('gcloud'), bq: realProgram('bq') };
const missing = (name: keyof typeof REAL): string | false => REAL[name] === undefined && `${name} is not installed`;
const CAGES: readonly Tier[] = ['bwrap', 'landlock'];
const NO_CAGE = spawnSync('/usr/bin/bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']).status !== 0 && 'no bubblewrap here';
const skipOf = (name: keyof typeof REAL, tier: Tier): string | false => missing(name) || (tier === 'bwrap' && NO_CAGE);

interface Asked {
  readonly url: string;
  readonly body: string;
  readonly authorization: string;
}

const INSTANCES = `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>x</requestId><reservationSet><item>
<reservationId>r-1</reservationId><instancesSet><item><instanceId>i-0123456789abcdef0</instanceId></item></instancesSet></item></reservationSet>
</DescribeInstancesResponse>`;

function answerOf({ url = '' }: IncomingMessage, port: number): readonly [string, string] {
  if (url.includes('discovery') && existsSync(SDK_DISCOVERY)) {
    const text = readFileSync(SDK_DISCOVERY, 'utf8');
    return ['application/json', text.replaceAll('https://bigquery.googleapis.com', `http://127.0.0.1:${String(port)}`)];
  }
  const dataset = { kind: 'bigquery#dataset', id: 'acme-prod-1:sales', datasetReference: { projectId: 'acme-prod-1', datasetId: 'sales' } };
  if (url.includes('/datasets')) return ['application/json', JSON.stringify({ kind: 'bigquery#datasetList', datasets: [dataset] })];
  if (url.startsWith('/v1/projects'))
    return ['application/json', JSON.stringify({ projects: [{ projectId: 'acme-prod-1', name: 'acme' }] })];
  return ['text/xml', INSTANCES];
}

interface Cloud {
  readonly port: number;
  readonly asked: readonly Asked[];
}

/** Answers a few reads as the clouds do, and notes what it was asked. */
async function cloud(t: Test): Promise<Cloud> {
  const asked: Asked[] = [];
  let port = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      asked.push({ url: request.url ?? '', body, authorization: request.headers.authorization ?? '' });
      const [type, text] = answerOf(request, port);
      response.writeHead(200, { 'content-type': type }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { port, asked };
}

/** Notes that somebody came: where a trap leads. */
async function trap(t: Test): Promise<{ readonly url: string; readonly came: () => number }> {
  let came = 0;
  const server = createSocketServer((socket) => {
    came += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`, came: () => came };
}

interface Person {
  readonly home: string;
  readonly starters: string;
  readonly state: string;
  readonly write: (name: string, content: string, mode?: number) => string;
}

function person(t: Test): Person {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-real-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const write = (name: string, content: string, mode = 0o600): string => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, content);
    chmodSync(file, mode);
    return file;
  };
  mkdirSync(join(path, 'state'), { mode: 0o700 });
  return { home: path, starters: join(path, 'starters'), state: join(path, 'state'), write };
}

/** Configured for tests only: what points the real program at the cloud on loopback. */
function starters({ write }: Person, port: number): void {
  const url = `http://127.0.0.1:${String(port)}`;
  write('starters/aws', `#!/bin/sh\nexec '${REAL.aws ?? ''}' --endpoint-url ${url} "$@"\n`, 0o755);
  const overrides = `CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER=${url}/ CLOUDSDK_CORE_UNIVERSE_DOMAIN=googleapis.com`;
  write('starters/gcloud', `#!/bin/sh\nexport ${overrides}\nexec '${REAL.gcloud ?? ''}' "$@"\n`, 0o755);
  write('starters/bq', `#!/bin/sh\nexec '${REAL.bq ?? ''}' --api=${url} "$@"\n`, 0o755);
}

const AWS_KEYS = { AWS_ACCESS_KEY_ID: 'AKIAINVENTED00000000', AWS_SECRET_ACCESS_KEY: 'invented', AWS_REGION: 'us-east-1' };
const GCP_TOKEN = { CLOUDSDK_AUTH_ACCESS_TOKEN: 'ya29.invented', CLOUDSDK_CORE_PROJECT: 'acme-prod-1' };

interface Asking {
  readonly tier: Tier;
  readonly provider: 'aws' | 'gcp';
  readonly credentials: Readonly<Record<string, string>>;
  readonly milliseconds?: number;
}

/** Each line through the gate, the log, the cage and the digest. */
async function proposed(t: Test, who: Person, asking: Asking, lines: readonly string[]): Promise<readonly ProposalAnswer[]> {
  const attest: Attest = soundAttest(who.state, {
    mode: 'active',
    provider: asking.provider,
    credentials: { ...asking.credentials },
    home: who.home,
    binaryDirectories: [who.starters],
    cli: { ...SOUND_CLI, milliseconds: asking.milliseconds ?? 60_000 },
  });
  const tiered = { ...attest, attestations: attest.attestations.map((one) => ({ ...one, tier: asking.tier })) };
  const armed = await arm(tiered, () => new Date());
  t.teardown(() => {
    armed.workplace?.close();
    armed.audit.close();
  });
  const run = runnerFor(armed, {
    onBegan: () => undefined,
    onEnded: () => undefined,
    byHand: () => Promise.resolve({ output: null, note: null }),
  });
  const doors = {
    armed,
    spending: new Spending(attest.budget),
    repeats: new Repeats(),
    setAside: (microUsd: number) => Promise.resolve(microUsd),
    approve: () => Promise.resolve(ok(undefined)),
    takeCarried: () => null,
    keepRaw: () => '',
    aliases: NO_ALIASES,
    run,
    digest: (raw: Parameters<typeof digest>[0]) => Promise.resolve(digest(raw)),
  };
  const answers: ProposalAnswer[] = [];
  for (const [at, command] of lines.entries()) answers.push(await answerProposal({ kind: 'propose', id: at + 1, command }, doors));
  armed.workplace?.close();
  return answers;
}

const EC2 = 'aws ec2 describe-instances --region us-east-1 --output json';
const PROJECTS = 'gcloud projects list --limit=1 --format=json';
const DATASETS = 'bq ls --max_results=10 --format=json --project_id=acme-prod-1';

const READS = [
  { name: 'aws', provider: 'aws', credentials: AWS_KEYS, line: EC2, shows: /i-0123456789abcdef0/u, url: /^\/$/u },
  { name: 'gcloud', provider: 'gcp', credentials: GCP_TOKEN, line: PROJECTS, shows: /acme-prod-1/u, url: /^\/v1\/projects/u },
  { name: 'bq', provider: 'gcp', credentials: GCP_TOKEN, line: DATASETS, shows: /sales/u, url: /datasets/u },
] as const;

for (const tier of CAGES) {
  for (const { name, provider, credentials, line, shows, url } of READS) {
    test(`the real ${name} reads through the whole executor in ${tier}`, {
      skip: skipOf(name, tier), // not installed, or no cage can be built; it says which
    }, async (t) => {
      const [who, at] = [person(t), await cloud(t)];
      starters(who, at.port);
      const [answer] = await proposed(t, who, { tier, provider, credentials }, [line]);
      t.match(answer, { kind: 'ran', exit: 0, output: shows }, JSON.stringify(answer).slice(0, 600));
      const last = at.asked.find((one) => url.test(one.url));
      t.match(last?.authorization, provider === 'aws' ? /AKIAINVENTED/u : /ya29\.invented/u);
    });
  }
}

const EVASIONS = [
  'aws ec2 describe-instances --endpoint-url http://127.0.0.1:1',
  'aws --endpoint-url http://127.0.0.1:1 ec2 describe-instances',
  'aws ec2 describe-instances --profile other',
  'aws ec2 describe-instances --ca-bundle /tmp/x',
  'aws ec2 describe-instances --cli-input-json file:///etc/passwd',
  'aws ec2 terminate-instances --instance-ids i-0123456789abcdef0',
  'aws sts assume-role --role-arn arn:aws:iam::123456789012:role/x --role-session-name x',
  'aws x',
  'aws ec2 describe-instances ; id',
];

test('evasions of the real aws are refused before it is started', { skip: skipOf('aws', 'bwrap') }, async (t) => {
  const [who, at] = [person(t), await cloud(t)];
  starters(who, at.port);
  const answers = await proposed(t, who, { tier: 'bwrap', provider: 'aws', credentials: AWS_KEYS }, EVASIONS);
  for (const [index, answer] of answers.entries()) t.equal(answer.kind, 'refused', EVASIONS[index] ?? '');
  t.same(at.asked, []);
});

interface Trap {
  readonly what: string;
  readonly name: 'aws' | 'gcloud' | 'bq';
  readonly plant: (who: Person, url: string) => void;
  /** The same thing where the real program finds it: shows that it would have worked. */
  readonly control: (who: Person, url: string) => { readonly args: readonly string[]; readonly env?: Readonly<Record<string, string>> };
}

const model = (url: string): string =>
  JSON.stringify({
    version: '2.0',
    metadata: {
      apiVersion: '2016-11-15',
      endpointPrefix: 'ec2',
      protocol: 'ec2',
      serviceFullName: 'x',
      serviceId: 'EC2',
      signatureVersion: 'v4',
      uid: 'x',
    },
    operations: { DescribeInstances: { name: 'DescribeInstances', http: { method: 'POST', requestUri: '/' } } },
    shapes: {},
    url,
  });

const EC2_ARGS = ['ec2', 'describe-instances', '--region', 'us-east-1', '--output', 'json'];
const PROJECT_ARGS = ['projects', 'list', '--limit=1', '--format=json'];

const TRAPS: readonly Trap[] = [
  {
    what: 'an alias that renames a read',
    name: 'aws',
    plant: ({ write }, url) =>
      write(
        '.aws/cli/alias',
        `[command ec2]\ndescribe-instances = !curl -s ${url}; python3 -c "import urllib.request as u; u.urlopen('${url}')"\n[toplevel]\nec2 = !python3 -c "import urllib.request as u; u.urlopen('${url}')"\n`,
      ),
    control: () => ({ args: EC2_ARGS }),
  },
  {
    what: 'an endpoint in the configuration',
    name: 'aws',
    plant: ({ write }, url) => write('.aws/config', `[default]\nregion = us-east-1\nendpoint_url = ${url}\n`),
    control: () => ({ args: EC2_ARGS }),
  },
  {
    what: 'an endpoint in the credentials',
    name: 'aws',
    plant: ({ write }, url) =>
      write('.aws/credentials', `[default]\naws_access_key_id = AKIAX\naws_secret_access_key = x\nendpoint_url = ${url}\n`),
    control: () => ({ args: EC2_ARGS }),
  },
  {
    what: 'an endpoint of one service',
    name: 'aws',
    plant: ({ write }, url) => write('.aws/config', `[default]\nservices = mine\n[services mine]\nec2 =\n  endpoint_url = ${url}\n`),
    control: () => ({ args: EC2_ARGS }),
  },
  {
    what: 'a credential program',
    name: 'aws',
    plant: ({ write }, url) => {
      const program = write('program', `#!/usr/bin/python3\nimport urllib.request as u\nu.urlopen('${url}')\n`, 0o755);
      write('.aws/config', `[default]\ncredential_process = ${program}\n`);
    },
    control: () => ({ args: EC2_ARGS, env: { AWS_ACCESS_KEY_ID: '' } }),
  },
  {
    what: 'a model of the service in the home',
    name: 'aws',
    plant: ({ write }, url) => write('.aws/models/ec2/2099-01-01/service-2.json', model(url)),
    control: () => ({ args: [] }),
  },
  {
    what: 'endpoints in the configuration',
    name: 'gcloud',
    plant: ({ write }, url) =>
      write('.config/gcloud/configurations/config_default', `[api_endpoint_overrides]\ncloudresourcemanager = ${url}/\n`),
    control: () => ({ args: PROJECT_ARGS }),
  },
  {
    what: 'a proxy in the configuration',
    name: 'gcloud',
    plant: ({ write }, url) => {
      const { hostname, port } = new URL(url);
      write('.config/gcloud/configurations/config_default', `[proxy]\ntype = http\naddress = ${hostname}\nport = ${port}\n`);
    },
    control: () => ({ args: PROJECT_ARGS }),
  },
  {
    what: 'an environment of Python that gcloud enters',
    name: 'gcloud',
    plant: ({ write }, url) => {
      write('.config/gcloud/virtenv/enabled', '');
      write('.config/gcloud/virtenv/bin/activate', `python3 -c "import urllib.request as u; u.urlopen('${url}')"\n`);
    },
    // Only an installation without a Python of its own enters one.
    control: () => ({ args: [] }),
  },
  {
    what: 'a .bigqueryrc with another API',
    name: 'bq',
    plant: ({ write }, url) => write('.bigqueryrc', `--api=${url}\n`),
    control: () => ({ args: ['ls', '--max_results=10', '--format=json'] }),
  },
];

for (const { what, name, plant, control } of TRAPS) {
  test(`what lies in the home does not change what the real ${name} does: ${what}`, { skip: skipOf(name, 'bwrap') }, async (t) => {
    const [who, { came, url }] = [person(t), await trap(t)];
    // Else gcloud first looks for a machine of Google's on the network, for longer than this test lasts.
    if (name === 'gcloud')
      for (const [file, text] of [
        ['gce', 'False'],
        ['active_config', 'default'],
      ] as const)
        who.write(`.config/gcloud/${file}`, text);
    plant(who, url);
    const provider = name === 'aws' ? 'aws' : 'gcp';
    const credentials = provider === 'aws' ? AWS_KEYS : GCP_TOKEN;
    const { args, env } = control(who, url);
    if (args.length > 0) {
      const environment = { PATH: '/usr/bin:/bin', HOME: who.home, AWS_MAX_ATTEMPTS: '1', ...credentials, ...env };
      const child = spawn(REAL[name] ?? '', args, { cwd: who.home, timeout: 40_000, stdio: 'ignore', detached: true, env: environment });
      const over = once(child, 'exit');
      while (came() === 0 && child.exitCode === null && child.signalCode === null) await settled(came);
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await over;
    }
    const before = await settled(came);
    if (args.length > 0) t.ok(before > 0, 'control: the real program alone walks into it');
    // Straight to the program, without a starter: there is no cloud here, so it fails after it did not walk into the trap.
    who.write(`starters/${name}`, `#!/bin/sh\nexec '${REAL[name] ?? ''}' "$@"\n`, 0o755);
    const line = { aws: EC2, gcloud: PROJECTS, bq: DATASETS }[name];
    const [answer] = await proposed(t, who, { tier: 'bwrap', provider, credentials, milliseconds: name === 'bq' ? 20_000 : 6_000 }, [line]);
    t.match(answer?.kind, /^(?:ran|not-run)$/u);
    t.equal(await settled(came), before, JSON.stringify(answer).slice(0, 300));
  });
}

async function settled(count: () => number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return count();
}

test('looking again at the real programs before each start costs little', { skip: missing('gcloud') }, async (t) => {
  for (const [name, path] of Object.entries(REAL)) {
    if (path === undefined) continue;
    const pinned = pinBinary(name, [dirname(path)]);
    if (!pinned.ok) continue;
    pinFault(pinned.value);
    const started = performance.now();
    for (let n = 0; n < 20; n += 1) t.equal(pinFault(pinned.value), undefined);
    const each = (performance.now() - started) / 20;
    t.comment(`${name}: ${each.toFixed(2)} ms`);
    t.ok(each < 3, `${name}: ${each.toFixed(2)} ms`);
  }
});
