// Questions about the policies, asked about a small folder of them.

import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { policyCommand, type PolicyQuestion } from '../../src/inspect/policy-command.js';
import { Fault } from '../../src/shared/index.js';
import type { Screen } from '../../src/terminal/index.js';
import { AWS_PACK, GCLOUD_PACK } from '../gate/fixture.js';
import { groupOf, policiesFolder } from './folder.js';

interface Said {
  readonly code: number;
  readonly lines: readonly string[];
}

function ask(folder: string, question: PolicyQuestion, words = '', json = false): Said {
  const lines: string[] = [];
  const screen: Screen = { out: (line) => lines.push(line), err: () => undefined, input: process.stdin, columns: undefined };
  const code = policyCommand(question, words === '' ? [] : words.split(' '), { policies: folder, json }, screen);
  return { code, lines };
}

function data(folder: string, question: PolicyQuestion, words = ''): unknown {
  return JSON.parse(ask(folder, question, words, true).lines.join(''));
}

test('what may run is listed below any prefix', (t) => {
  const folder = policiesFolder(t);
  t.same(ask(folder, 'list', 'aws ec2'), { code: 0, lines: ['aws ec2 describe-instances', 'aws ec2 describe-volumes'] });
  t.same(ask(folder, 'list', 'gcloud projects list').lines, ['gcloud projects list']);
  t.same(ask(folder, 'list', 'bq').lines, ['bq query', 'bq show']);
  t.same(data(folder, 'list', 'aws sqs'), { schema_version: 1, operations: ['aws sqs get-queue-attributes'] });
  t.equal(ask(folder, 'list').lines.length, Object.keys(AWS_PACK.commands).length + Object.keys(GCLOUD_PACK.commands).length + 2);
  t.equal(ask(folder, 'list', 'aws ec').code, 1);
  t.equal(ask(folder, 'list', 'aws iam').code, 1);
  t.throws(() => ask(folder, 'list', 'ls'), { code: 'usage' });
  t.end();
});

test('one operation is shown with everything that its line may hold', (t) => {
  const folder = policiesFolder(t);
  t.match(data(folder, 'show', 'aws ce get-cost-and-usage'), {
    operation: {
      binary: 'aws',
      path: ['ce', 'get-cost-and-usage'],
      bound: 'cost-period',
      microUsd: 10_000,
      positionals: [],
      flags: [
        { name: '--time-period', form: 'value', required: false, global: false },
        { name: '--granularity', form: 'value', expects: 'one of DAILY, MONTHLY', example: 'DAILY', required: true, global: false },
      ],
    },
  });
  const text = (words: string): string => ask(folder, 'show', words).lines.join('\n');
  t.match(text('aws ce get-cost-and-usage'), /--granularity +required: one of DAILY, MONTHLY, such as DAILY/);
  t.match(text('bq query'), /--parameter .*; may be repeated/);
  t.match(text('bq show'), /-s +the same as --schema/);
  t.match(text('gcloud things show'), /THING +optional, one or more, a name/);
  t.match(text('gcloud projects list'), /tracks +ga, beta/);
  t.match(text('aws ec2 describe-volumes'), /no flags of its own\n[^]*--region/);
  t.same(ask(folder, 'show', 'aws ec2 describe-volums').code, 1);
  t.same(ask(folder, 'show', 'aws ec2 terminate-instances').code, 1);
  t.end();
});

test('why says whether an operation is allowed, denied or unknown, and why', (t) => {
  const folder = policiesFolder(t);
  t.match(data(folder, 'why', 'aws ec2 describe-volumes'), {
    status: 'allowed',
    verb: 'describe',
    class: 'read',
    file: 'aws/ec2.json',
    sha256: /^[0-9a-f]{64}$/,
  });
  t.match(data(folder, 'why', 'gcloud beta projects list'), { status: 'allowed', file: 'gcloud.json', tracks: ['ga', 'beta'] });
  t.match(data(folder, 'why', 'aws ec2 get-password-data'), { status: 'denied', path: ['ec2', 'get-password-data'], reason: 'credential' });
  t.match(data(folder, 'why', 'bq partition'), { status: 'denied', reason: 'expensive' });
  t.match(data(folder, 'why', 'aws ec2 describe-volums'), { status: 'unknown', near: /describe-volumes/ });
  t.match(data(folder, 'why', 'gcloud alpha projects list'), { status: 'unknown', near: /ga, beta/ });
  t.same(
    [ask(folder, 'why', 'aws ec2 describe-volumes').code, ask(folder, 'why', 'bq rm').code, ask(folder, 'why', 'bq x').code],
    [0, 0, 1],
  );
  for (const words of ['ls', 'aws ec2 describe-volumes --region=x', 'aws ec2 describe-volumes x']) {
    t.throws(() => ask(folder, 'why', words), Fault, words);
  }
  t.end();
});

test('one argument with the whole operation is as good as its words', (t) => {
  const folder = policiesFolder(t);
  const lines: string[] = [];
  const screen: Screen = { out: (line) => lines.push(line), err: () => undefined, input: process.stdin, columns: undefined };
  t.equal(policyCommand('why', ['aws ec2 describe-volumes'], { policies: folder }, screen), 0);
  t.match(lines[0], /^allowed/);
  t.end();
});

test('stats count what is known, allowed and denied by reason', (t) => {
  const folder = policiesFolder(t);
  t.match(data(folder, 'stats'), {
    programs: [
      { binary: 'gcloud', known: 8, allowed: 6, denied: 2, reasons: { mutate: 1, 'local-io': 1 } },
      { binary: 'bq', known: 4, allowed: 2, denied: 2 },
      { binary: 'gsutil', known: 0 },
      { binary: 'aws', known: 8, allowed: 4, denied: 4, reasons: { mutate: 3, credential: 1 } },
      { binary: 'kubectl', known: 0 },
      { binary: 'az', known: 0 },
    ],
  });
  const { lines } = ask(folder, 'stats');
  t.match(lines[0], /^program +known +allowed +credential +expensive +local-io +mutate$/);
  t.ok(
    lines.some((line) => /^aws ec2 +5 +2 +1 +0 +0 +2$/.test(line)),
    lines.join('\n'),
  );
  t.ok(lines.some((line) => /^aws iam +1 +0 /.test(line)));
  t.ok(lines.some((line) => /^bq \* +4 +2 /.test(line)));
  t.end();
});

test('sound policies verify', (t) => {
  const folder = policiesFolder(t);
  t.equal(ask(folder, 'verify').code, 0);
  t.same(data(folder, 'verify'), { schema_version: 1, sound: true, complaints: [] });
  t.end();
});

test('whatever is wrong with the policies is said', (t) => {
  const ec2 = groupOf(AWS_PACK, 'ec2');
  const shaped = (shape: unknown) => [{ ...ec2, shapes: [shape], commands: { 'ec2 describe-x': { flags: { '--x': 0 } } } }];
  const command = (content: unknown) => [{ ...ec2, commands: { 'ec2 describe-x': content } }];
  const wrong: readonly (readonly [string, string])[] = [
    ['a pattern that does not compile', policiesFolder(t, { packs: shaped({ match: '(', size: [1, 2], of: 'x', example: 'x' }) })],
    ['a shape that does not exist', policiesFolder(t, { packs: shaped('frobnicate') })],
    ['a place that does not exist', policiesFolder(t, { packs: shaped({ list: 5, most: 1 }) })],
    ['a field of no shape', policiesFolder(t, { packs: shaped({ fields: { a: 9 } }) })],
    ['a map of no shape', policiesFolder(t, { packs: shaped({ map: [9, 9], most: 1 }) })],
    ['an unknown bound', policiesFolder(t, { packs: command({ flags: {}, bound: 'frobnicate' }) })],
    ['a required flag that is not listed', policiesFolder(t, { packs: command({ flags: {}, required: ['--x'] }) })],
    ['another name of nothing', policiesFolder(t, { packs: command({ flags: {}, aliases: { '-x': '--x' } }) })],
    ['a positional of no shape', policiesFolder(t, { packs: command({ flags: {}, positionals: [{ name: 'X', kind: 99 }] }) })],
    ['an operation that is listed and denied', policiesFolder(t, { denied: { aws: { ec2: { mutate: ['describe-volumes'] } } } })],
    ['a list of denials that is none', policiesFolder(t, { denied: { aws: { ec2: ['describe-volumes'] } } })],
    ['an example that does not hold', policiesFolder(t, { examples: 'clear\taws ec2 terminate-instances\n' })],
  ];
  for (const [what, folder] of wrong) {
    const said = ask(folder, 'verify');
    t.equal(said.code, 1, what);
    t.ok(said.lines.length > 0, said.lines.join('; '));
  }
  t.end();
});

test('a folder that was touched does not verify', (t) => {
  const touched = (touch: (folder: string) => void): number => {
    const folder = policiesFolder(t);
    t.equal(ask(folder, 'verify').code, 0);
    touch(folder);
    return ask(folder, 'verify').code;
  };
  t.equal(
    touched((folder) => appendFileSync(join(folder, 'aws/ec2.json'), ' ')),
    1,
  );
  t.equal(
    touched((folder) => appendFileSync(join(folder, 'globals.json'), ' ')),
    1,
  );
  t.equal(
    touched((folder) => rmSync(join(folder, 'aws/ce.json'))),
    1,
  );
  t.equal(
    touched((folder) => rmSync(join(folder, 'examples.txt'))),
    1,
  );
  t.equal(
    touched((folder) => writeFileSync(join(folder, 'index.json'), '{}')),
    1,
  );
  t.equal(
    touched((folder) => writeFileSync(join(folder, 'denied/aws.json'), '{')),
    1,
  );
  t.end();
});
