// The parts of the gate that a line of the corpus cannot show: a splitter that lies, lengths, columns, what is added and rendered,
// the words of a refusal.

import { test } from 'tap';
import { shell, shellWith } from '../../src/gate/1-shell.js';
import { hintFor } from '../../src/gate/hint.js';
import { judge, type Refusal, wireRefusal } from '../../src/gate/index.js';
import { nearest } from '../../src/gate/nearest.js';
import { LAYERS } from '../../src/gate/refusal.js';
import { canonicalText } from '../../src/gate/render.js';
import { secondsAt } from '../../src/gate/shapes/calendar.js';
import { shapeOf } from '../../src/gate/shapes/shapes.js';
import { SHAPE_NAMES } from '../../src/policy/flag-kind.js';
import { parsePolicy } from '../../src/policy/index.js';
import { PLENTY, policyOf, shippedPolicy } from './policies.js';

const shipped = shippedPolicy();

function clearedOf(line: string): { readonly argv: readonly string[]; readonly canonical: string; readonly added: readonly string[] } {
  const verdict = judge(line, shipped, PLENTY);
  if (!verdict.ok) throw new Error(`${line}: ${verdict.error.code}`);
  const { argv, canonical, added } = verdict.value;
  return { argv, canonical, added };
}

function refusalOf(line: string, policy = shipped): Refusal {
  const verdict = judge(line, policy, PLENTY);
  if (verdict.ok) throw new Error(`${line} was cleared`);
  return verdict.error;
}

test('a splitter that says something else than what was seen is not believed', async (t) => {
  const line = 'gcloud projects list';
  const lies = [
    ['gcloud', 'projects'],
    ['gcloud', 'projects', 'list', '--debug'],
    [],
    ['gcloud', { op: '|' }, 'list'],
    ['gcloud', { comment: 'projects' }, 'list'],
    ['gcloud', { expanded: 'HOME' }, 'list'],
    ['gcloud', { op: 'glob', pattern: '*' }, 'list'],
  ];
  t.ok(shellWith(() => line.split(' ')).check(line).ok, 'the truth is believed');
  for (const lie of lies) {
    const split = shellWith(() => lie).check(line);
    t.equal(split.ok ? undefined : split.error.code, 'not-plain', JSON.stringify(lie));
    if (!split.ok) t.equal(hintFor(split.error), 'write plain words, or put values in single quotes');
  }
});

test('a line has a longest length and a most words', async (t) => {
  const ofLength = (length: number): string => `gcloud ${'x'.repeat(length - 7)}`;
  const ofWords = (count: number): string => 'gcloud' + ' x'.repeat(count - 1);
  t.ok(shell.check(ofLength(8_192)).ok);
  t.match(shell.check(ofLength(8_193)), { ok: false, error: { code: 'too-long', part: { at: 8_192 } } });
  t.ok(shell.check(ofWords(256)).ok);
  t.match(shell.check(ofWords(257)), { ok: false, error: { code: 'too-long', part: { text: 'x', at: 7 + 2 * 255 } } });
});

test('a value has a longest length, and a list a most items', async (t) => {
  const filter = (terms: number): string => `gcloud projects list --filter='${'a=b AND '.repeat(terms)}a=b'`;
  t.ok(judge(filter(500), shipped, PLENTY).ok);
  t.match(refusalOf(filter(520)), { layer: 5, code: 'bad-value' });
  const zones = (count: number): string => `gcloud compute instances list --zones=${new Array(count).fill('us-central1-a').join(',')}`;
  t.ok(judge(zones(100), shipped, PLENTY).ok);
  t.match(refusalOf(zones(101)), { layer: 5, code: 'bad-value', expects: 'at most 100 values' });
});

test('what runs is spelled in one way: the path, positionals where the program wants them, flags by name', async (t) => {
  t.same(clearedOf('gcloud projects describe acme-prod-123'), {
    argv: ['gcloud', 'projects', 'describe', 'acme-prod-123', '--format=json', '--quiet'],
    canonical: 'gcloud projects describe acme-prod-123 --format=json --quiet',
    added: ['--format=json', '--quiet'],
  });
  t.same(clearedOf("bq show --schema 'billing_export.events'").argv, [
    'bq',
    'show',
    '--format=json',
    '--headless',
    '--schema',
    'billing_export.events',
  ]);
  t.same(clearedOf('gcloud compute instances list --quiet --limit 5 --zones us-central1-a,us-east1-b --filter "name=\'a b\'"'), {
    argv: [
      'gcloud',
      'compute',
      'instances',
      'list',
      "--filter=name='a b'",
      '--format=json',
      '--limit=5',
      '--quiet',
      '--zones=us-central1-a,us-east1-b',
    ],
    canonical: String.raw`gcloud compute instances list '--filter=name='\''a b'\''' --format=json --limit=5 --quiet --zones=us-central1-a,us-east1-b`,
    added: ['--format=json'],
  });
  t.same(clearedOf('aws ec2 describe-instances --instance-ids i-0a1b2c3d i-0a1b2c3e --region us-east-1').argv, [
    'aws',
    'ec2',
    'describe-instances',
    '--instance-ids',
    'i-0a1b2c3d',
    'i-0a1b2c3e',
    '--output=json',
    '--region=us-east-1',
  ]);
});

test('a paid call fetches one page', async (t) => {
  const paid = 'aws ce get-cost-and-usage --time-period Start=2026-03-01,End=2026-04-01 --granularity DAILY --metrics UnblendedCost';
  t.same(clearedOf(paid).added, ['--output=json', '--no-paginate']);
  t.same(clearedOf(`${paid} --no-paginate`).added, ['--output=json']);
  t.same(clearedOf('aws s3api list-buckets').added, ['--output=json']);
});

test('the canonical text quotes what any shell would look at', async (t) => {
  t.equal(
    canonicalText(['a', '', '=b', 'a=b', "it's", 'a b', '~', '--x=~', '$x', '-']),
    String.raw`a '' '=b' a=b 'it'\''s' 'a b' '~' '--x=~' '$x' -`,
  );
});

test('every shape admits its own example and nothing empty, of two lines, or not of ASCII', async (t) => {
  for (const name of SHAPE_NAMES) {
    const { example, expects, parse } = shapeOf(name);
    t.equal(parse(example)?.text, example, `${name} admits ${example}`);
    t.ok(expects.length > 5);
    const bad = [
      '',
      ' ',
      `${example}\n`,
      `${example}\nx`,
      `${example}\u00a0`,
      `${example}\0`,
      `\u200b${example}`,
      `${example};`,
      `$(${example})`,
    ];
    t.same(
      bad.filter((value) => parse(value) !== undefined),
      [],
      name,
    );
  }
});

test('days are counted as the calendar does', async (t) => {
  const DAY_MILLISECONDS = 86_400_000;
  const epoch = secondsAt('1970-01-01') ?? 0;
  for (let day = -800_000; day < 400_000; day += 97) {
    const written = new Date(day * DAY_MILLISECONDS).toISOString();
    if (!/^\d{4}-/.test(written)) continue;
    if (secondsAt(written.slice(0, 10)) !== epoch + day * 86_400) t.fail(written);
  }
  t.equal(secondsAt('2026-03-26T12:34:56Z'), epoch + Date.UTC(2026, 2, 26, 12, 34, 56) / 1_000);
  const never = ['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-01', '2026-01-00', '2026-1-1', '2026-01-01T24:00:00Z'];
  t.same(never.map(secondsAt), new Array(never.length).fill(undefined));
  t.not(secondsAt('2000-02-29'), undefined);
  t.equal(secondsAt('2026-01-01T00:60:00Z') ?? secondsAt('2026-01-01T00:00:60Z') ?? secondsAt('2026-01-01T00:00:00'), undefined);
});

test('a hint names what is near, and never repeats the line', async (t) => {
  const hint = (line: string): string => wireRefusal(refusalOf(line)).hint;
  t.match(hint('gcloud compute instance list'), /^listed and near: gcloud compute instances list; gcloud compute /);
  t.match(hint('gcloud compute'), /^listed and near: gcloud compute /);
  t.match(hint('gcloud projects list --lim=5'), /^listed and near: --limit; .*; all: --filter --limit --sort-by --format --quiet$/);
  t.match(hint('aws ec2 describe-instances --region here'), /^--region takes an AWS region, such as us-east-1$/);
  t.equal(hint('gcloud billing projects list'), 'needs a billing account, such as 0A1B2C-3D4E5F-6A7B8C');
  t.equal(hint('gcloud compute instances list --zones'), 'needs a region or a zone, such as us-central1-a');
  t.equal(hint('aws ec2 describe-instances --instance-ids'), 'needs an instance id, such as i-0a1b2c3d4e5f60718');
  const secret = 'zzsecretzz';
  for (const line of [secret, `gcloud ${secret}`, `gcloud projects list --${secret}`, `gcloud compute instances list --project=/${secret}`])
    t.notMatch(hint(line), secret, line);
  const nothing = policyOf([]);
  t.equal(wireRefusal(refusalOf('gcloud projects list', nothing)).hint, 'no operation of this program is listed');
});

test('the nearest words come first', async (t) => {
  const listed = ['list', 'delete', 'lists', 'describe'].map((name) => [name, name] as const);
  t.same(nearest('lsit', listed, 2), ['list', 'lists']);
  t.same(nearest('', listed, 1), ['list']);
  t.same(nearest('x'.repeat(65), listed, 4), ['delete', 'describe', 'list', 'lists'], 'too long to be compared');
  t.same(nearest('list', [], 3), []);
});

test('a refusal crosses as ASCII, with its column from 1', async (t) => {
  t.match(wireRefusal(refusalOf('gcl\u043eud projects list')), {
    layer: 1,
    layerName: 'shell',
    code: 'not-ascii',
    part: '\\u{43e} (column 4)',
  });
  t.match(wireRefusal(refusalOf('gcloud projects \u001b[2Jlist')), { code: 'control-character', part: '\\u{1b} (column 17)' });
  t.match(wireRefusal(refusalOf(`gcloud ${'x'.repeat(400)}`)).part, /^x{300}\u2026 \(100 more\) \(column 8\)$/);
});

test('there are seven layers, in this order, and each refuses under its own name', async (t) => {
  t.same(LAYERS, ['shell', 'binary', 'subcommand', 'flags', 'arguments', 'mutation', 'cost']);
  const lines = ['a;b', 'id', 'gcloud x', 'gcloud projects list --x', 'gcloud projects list --limit=x'];
  t.same(
    lines.map((line) => refusalOf(line)).map(({ layer, layerName }) => [layer, layerName]),
    [1, 2, 3, 4, 5].map((layer) => [layer, LAYERS[layer - 1]]),
  );
});

test('a sum that is not a number pays for nothing', async (t) => {
  const paid = 'aws ce get-cost-and-usage --time-period Start=2026-03-01,End=2026-04-01 --granularity DAILY --metrics UnblendedCost';
  const codes = [Number.NaN, -1, 0, 9_999].map((microUsd) => {
    const verdict = judge(paid, shipped, { microUsd });
    return verdict.ok ? undefined : verdict.error.code;
  });
  t.same(codes, new Array(4).fill('over-budget'));
  t.ok(judge(paid, shipped, { microUsd: 10_000 }).ok);
  t.ok(judge('aws s3api list-buckets', shipped, { microUsd: Number.NaN }).ok, 'what is free needs no money');
});

test('a flag without a value can be required', async (t) => {
  const rule = { why: 'x', effect: 'read', cost: { microUsd: 0 }, clear: ['x'], refuse: { x: ['x'] } };
  const policy = policyOf([
    { binary: 'gcloud', rules: [{ ...rule, path: ['things', 'list'], flags: { '--all': 'switch' }, required: ['--all'] }] },
  ]);
  const refusal = refusalOf('gcloud things list', policy);
  t.match(refusal, { layer: 4, code: 'missing-flag', part: { text: '--all', at: 18 } });
  t.equal(hintFor(refusal), 'needs the flag itself');
  t.ok(judge('gcloud things list --all', policy, PLENTY).ok);
});

test('a path that is the beginning of another is still a path', async (t) => {
  const base = { why: 'x', effect: 'read', cost: { microUsd: 0 }, clear: ['x'], refuse: { x: ['x'] } };
  const named = [{ name: 'NAME', value: 'resource-name', optional: true }];
  const policy = policyOf([
    {
      binary: 'gcloud',
      rules: [
        { ...base, path: ['things', 'list'], flags: {}, positionals: named },
        { ...base, path: ['things', 'list', 'all', 'show'], flags: {} },
      ],
    },
  ]);
  t.ok(judge('gcloud things list', policy, PLENTY).ok);
  t.ok(judge('gcloud things list one', policy, PLENTY).ok);
  t.ok(judge('gcloud things list all show', policy, PLENTY).ok);
  t.equal(refusalOf('gcloud things list all', policy).code, 'missing-subcommand', 'a value is never taken for a word of a path');
  t.equal(refusalOf('gcloud things list all none', policy).code, 'unknown-subcommand');
  t.ok(parsePolicy([]).ok);
});
