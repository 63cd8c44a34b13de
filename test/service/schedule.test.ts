// The sources of a schedule through the daemon, as a process in the foreground: clouds are asked for their bills, each with its own account, and
// what cannot be asked is told by the ways that the person configured.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { notifier } from '../../src/service/notify.js';
import { Fault } from '../../src/shared/index.js';
import { DEFAULT_CONFIG } from '../../src/supervisor/config.js';
import type { NotifyEvent } from '../../src/supervisor/notify.js';
import { AWS, AWS_ENV, BQ, farCloud } from '../process/far-cloud.js';
import { configured, home } from '../process/ghosthunter.js';
import { AVAILABLE } from '../process/surroundings.js';
import { until } from './rig.js';

const NOWHERE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';
const MILLISECONDS = 120_000;

test('each source is asked with its own account, once in its time, and one that fails stops no other', {
  skip: NOWHERE,
  timeout: MILLISECONDS,
}, async (t) => {
  const at = home(t);
  const cloud = await farCloud(t);
  const broken = `process.stderr.write('An error occurred (AccessDeniedException)\\n'); process.exitCode = 254;`;
  at.write('tools/aws', cloud.program(`if (process.env.AWS_PROFILE === 'broken') { ${broken} return; }\n${AWS}`), 0o755);
  at.write('tools/bq', cloud.program(BQ), 0o755);
  at.write('tools/gcloud', cloud.program(''), 0o755);
  const hook = at.write('hook', `#!/bin/sh\ncat >> ${at.path}/told\n`, 0o755);
  configured(
    at,
    `[cli]
directories = ["${at.path}/tools"]
[notify]
command = ["${hook}"]
[service]
schedule = "hourly"
least_amount = 1000000000
[[service.sources]]
name = "broken"
provider = "aws"
profile = "broken"
[[service.sources]]
name = "cost"
provider = "aws"
profile = "billing"
days = 40
[[service.sources]]
name = "export"
provider = "gcp"
project = "acme-prod"
table = "acme-billing.export.gcp_billing_export_v1_0A1B2C"
days = 20
`,
  );
  const env = { ...AWS_ENV, CLOUDSDK_AUTH_ACCESS_TOKEN: 'planted' };
  /** Until it has said this; its lines. */
  const served = async (isSo: (out: string) => boolean): Promise<readonly string[]> => {
    let hasStopped = false;
    const { code, err, out } = await at.run(['service', 'run'], {
      env,
      milliseconds: MILLISECONDS,
      watch: (said, child) => {
        if (!isSo(said) || hasStopped) return;
        hasStopped = true;
        child.kill('SIGTERM');
      },
    });
    t.equal(code, 0, err);
    return out.trim().split('\n');
  };
  const lines = await served((out) => out.split('"event":"looked"').length === 3);
  const looked = lines.filter((line) => line.includes('"event":"looked"'));
  t.match(looked[0], /"bill":"cost","spikes":1,/u);
  t.match(looked[1], /"bill":"export","spikes":1,/u);
  t.match(
    lines.filter((line) => line.includes('"event":"source-failed"')),
    [/"source":"broken".*AccessDenied/u],
  );

  const of = (name: string, value: string) => cloud.calls.filter(({ env: seen }) => seen[name] === value);
  t.equal(of('AWS_PROFILE', 'billing').length, 2, 'two pages');
  t.equal(of('AWS_PROFILE', 'broken').length, 1);
  t.equal(of('CLOUDSDK_CORE_PROJECT', 'acme-prod').length, 4, 'two stretches, each dry first');
  t.same(
    cloud.calls.filter(({ env: { AWS_ACCESS_KEY_ID, AWS_PROFILE } }) => AWS_PROFILE !== undefined && AWS_ACCESS_KEY_ID !== undefined),
    [],
    'beside a profile nothing names another account',
  );
  t.equal(cloud.paid().length, at.audit().filter(({ event }) => event === 'booked').length, 'what was paid is in the ledger');
  const told = await until('the hook', () => (existsSync(join(at.path, 'told')) ? readFileSync(join(at.path, 'told'), 'utf8') : undefined));
  t.match(JSON.parse(told), { event: 'failed', run: null, title: /broken/u, text: /AccessDenied/u });

  const calls = cloud.calls.length;
  await served((out) => out.includes('"event":"ready"'));
  t.equal(cloud.calls.length, calls, 'started again within the hour it asks nothing');
  t.ok(await at.verified());
});

test('what no run has told the daemon tells, and only that', async (t) => {
  const told: NotifyEvent[] = [];
  const logged: string[] = [];
  let isBroken = false;
  const notify = notifier({
    config: () => {
      if (isBroken) throw new Fault('config', 'not valid');
      return DEFAULT_CONFIG;
    },
    surroundings: { environment: {}, home: '/nonexistent' },
    log: (_, event) => logged.push(event),
    now: () => new Date(0),
    tell: (event) => {
      told.push(event);
      return Promise.resolve([{ way: 'command', isDelivered: false, code: 'exit', detail: '', milliseconds: 1 }]);
    },
    onBug: (cause) => t.fail(String(cause)),
  });
  const base = { name: 'may.csv', spike: null, outcome: 'why', folder: null, run: null } as const;
  notify({ ...base, kind: 'investigated', isTold: true });
  notify({ ...base, kind: 'failed', isTold: true });
  t.strictSame(told, []);
  notify({ ...base, kind: 'unreadable', isTold: false });
  notify({ ...base, kind: 'failed', isTold: false, spike: 'EC2 / us-east-1', run: '20260601-0000-000001' });
  isBroken = true;
  notify({ ...base, kind: 'failed', isTold: false });
  await new Promise((done) => setImmediate(done));
  t.match(told, [
    { event: 'failed', run: null, title: /may\.csv/u, text: 'why' },
    { event: 'failed', run: '20260601-0000-000001', title: /EC2/u },
  ]);
  t.equal(logged.filter((event) => event === 'notify').length, 5, 'the journal has all of them');
  t.equal(logged.filter((event) => event === 'not-told').length, 3);
});
