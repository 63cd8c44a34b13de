// The parts of the gate that a line of the corpus cannot show: a second reader that disagrees, lengths, columns, what is added and
// rendered, the words of a refusal. On small packs of their own.

import { test } from 'tap';
import { shell } from '../../src/gate/1-shell.js';
import { hintFor } from '../../src/gate/hint.js';
import { judge, LAYERS, type Refusal, wireRefusal } from '../../src/gate/index.js';
import { judgeWith } from '../../src/gate/judge.js';
import { canonicalText } from '../../src/gate/render.js';
import { secondsAt } from '../../src/gate/shapes/calendar.js';
import { NAMED } from '../../src/gate/shapes/named.js';
import { similarAmong } from '../../src/gate/similar.js';
import { SHAPE_NAMES } from '../../src/policy/kind.js';
import { FIXTURE } from './fixture.js';
import { PLENTY, policyOf } from './policies.js';

interface Seen {
  readonly argv: readonly string[];
  readonly canonical: string;
  readonly added: readonly string[];
}

function clearedOf(line: string): Seen {
  const verdict = judge(line, FIXTURE, PLENTY);
  if (!verdict.ok) throw new Error(`${line}: ${verdict.error.code}`);
  const { argv, canonical, added } = verdict.value;
  return { argv, canonical, added };
}

function refusalOf(line: string, policy = FIXTURE): Refusal {
  const verdict = judge(line, policy, PLENTY);
  if (verdict.ok) throw new Error(`${line} was cleared`);
  return verdict.error;
}

function codeOf(line: string): string {
  const verdict = judge(line, FIXTURE, PLENTY);
  return verdict.ok ? 'clear' : `${String(verdict.error.layer)}/${verdict.error.code}`;
}

test('a second reader that sees other words stops a line that would run', async (t) => {
  const line = "gcloud things show 'a'";
  const lies = [['b'], [], ['a', 'a'], [{ op: '|' }], [{ comment: 'a' }], [{ expanded: 'a' }], [{ op: 'glob', pattern: 'a' }]];
  t.ok(judgeWith(() => ['a'], line, FIXTURE, PLENTY).ok, 'the truth is believed');
  for (const lie of lies) {
    const verdict = judgeWith(() => lie, line, FIXTURE, PLENTY);
    t.match(verdict, { ok: false, error: { code: 'not-plain', layer: 1 } }, JSON.stringify(lie));
    if (!verdict.ok) t.equal(hintFor(verdict.error), 'write plain words, or put values in single quotes');
  }
  t.ok(judgeWith(() => [], 'gcloud things show a', FIXTURE, PLENTY).ok, 'where nothing is quoted nobody else is asked');
});

test('a line has a longest length and a most words', async (t) => {
  const ofLength = (length: number): string => `gcloud ${'x'.repeat(length - 7)}`;
  const ofWords = (count: number): string => 'gcloud' + ' x'.repeat(count - 1);
  t.ok(shell.check(ofLength(32_768)).ok);
  t.match(shell.check(ofLength(32_769)), { ok: false, error: { code: 'too-long', part: { at: 32_768 } } });
  t.ok(shell.check(ofWords(256)).ok);
  t.match(shell.check(ofWords(257)), { ok: false, error: { code: 'too-long', part: { text: 'x', at: 7 + 2 * 255 } } });
});

test('a list has a most items, and is written as the program writes lists', async (t) => {
  t.same(clearedOf('aws ec2 describe-instances --instance-ids i-0a1b2c3d i-0a1b2c3e').argv.slice(3), [
    '--instance-ids',
    'i-0a1b2c3d',
    'i-0a1b2c3e',
    '--output=json',
  ]);
  t.same(clearedOf(`aws ec2 describe-instances --instance-ids '["i-0a1b2c3d"]'`).argv[3], '--instance-ids=["i-0a1b2c3d"]');
  t.equal(codeOf('aws ec2 describe-instances --instance-ids i-0a1b2c3d i-0a1b2c3e i-0a1b2c3f i-0a1b2c40'), '5/too-many-values');
  t.equal(clearedOf('gcloud compute instances list --zones a,b').argv[6], '--zones=a,b');
  t.equal(codeOf('gcloud compute instances list --zones a b'), '5/extra-argument');
  t.equal(codeOf('gcloud compute instances list --zones a,b,c,d'), '5/too-many-values');
  const corner = 'aws ec2 describe-instances --corner';
  t.same(clearedOf(`${corner} 0.5 1`).argv.slice(3, 6), ['--corner', '0.5', '1']);
  t.equal(codeOf(`${corner} 0.5`), '5/bad-value');
  t.same(clearedOf(`${corner} '[0.5,1]'`).argv[3], '--corner=[0.5,1]');
  t.equal(codeOf(`${corner} '[0.5]'`), '5/bad-value');
  t.same(clearedOf('az vm list --names a b').argv.slice(3), ['--names', 'a', 'b', '--output=json']);
});

test('a structure is passed on as JSON, whichever way it was written', async (t) => {
  const filters = '--filters=[{"Name":"tag:team","Values":["a","b"]}]';
  t.equal(clearedOf('aws ec2 describe-instances --filters Name=tag:team,Values=a,b').argv[3], filters);
  t.equal(clearedOf(`aws ec2 describe-instances --filters '[{"Name": "tag:team", "Values": ["a","b"]}]'`).argv[3], filters);
  t.equal(
    clearedOf('aws ec2 describe-instances --filters Name=a,Values=b Name=c').argv[3],
    '--filters=[{"Name":"a","Values":["b"]},{"Name":"c"}]',
  );
  t.equal(clearedOf('aws ec2 describe-instances --tags a=b,c=d').argv[4], '--tags={"a":"b","c":"d"}');
  const ce = 'aws ce get-cost-and-usage --time-period Start=2026-03-01,End=2026-04-01 --granularity DAILY --filter';
  t.equal(
    clearedOf(`${ce} '{"And":[{"Dimensions":{"Key":"A","Values":["x"]}}]}'`).argv[3],
    '--filter={"And":[{"Dimensions":{"Key":"A","Values":["x"]}}]}',
  );
  const refused = [
    'aws ec2 describe-instances --filters Values=b',
    'aws ec2 describe-instances --filters Name=a,Other=b',
    `aws ec2 describe-instances --filters '[{"Name":"a"}]' Name=b`,
    `aws ec2 describe-instances --filters Name=b '[{"Name":"a"}]'`,
    `aws ec2 describe-instances --filters '[{"Name":"a"}'`,
    'aws ec2 describe-instances --filters Name=a,Values@=file:///etc/passwd',
    'aws ec2 describe-instances --tags a',
    `${ce} '{"And":[{"Or":[]}]}'`,
  ];
  t.same(refused.map(codeOf), new Array(refused.length).fill('5/bad-value'));
  t.equal(codeOf('aws ec2 describe-instances --filters file://filters.json'), '5/file-or-url');
  t.equal(clearedOf('gcloud compute instances list --labels a=b,c=d').argv[5], '--labels=a=b,c=d');
  t.equal(codeOf('gcloud compute instances list --labels a'), '5/bad-value');
  t.equal(codeOf('gcloud compute instances list --labels a=b,c=d,e=f'), '5/bad-value');
  t.equal(codeOf('gcloud compute instances list --labels a=@b'), '5/file-or-url');
});

test('an address is a value where its pattern begins with that address, and nowhere else', async (t) => {
  t.equal(codeOf('aws sqs get-queue-attributes --queue-url https://sqs.us-east-1.amazonaws.com/123456789012/orders'), 'clear');
  t.equal(codeOf('aws sqs get-queue-attributes --queue-url https://collect.example/123456789012/orders'), '5/bad-value');
  t.equal(codeOf('aws ec2 describe-instances --instance-ids https://sqs.us-east-1.amazonaws.com/123456789012/orders'), '5/file-or-url');
});

test('numbers are written in one way', async (t) => {
  const of = (text: string): string => codeOf(`aws ec2 describe-instances --max-results=${text}`);
  t.same(['1', '100'].map(of), ['clear', 'clear']);
  t.same(['0', '101', '010', '+5', '1e2', '0x10', '5,6', '', '1.0', '99999999999999999999'].map(of), new Array(10).fill('5/bad-value'));
  const share = (text: string): string => codeOf(`aws ec2 describe-instances --share=${text}`);
  t.same(['0', '0.5', '1'].map(share), ['clear', 'clear', 'clear']);
  t.same(['1.1', '.5', '-1', '1e-1'].map(share), new Array(4).fill('5/bad-value'));
});

test('flags of a program may stand before, among and behind the words of a path; those of an operation only behind', async (t) => {
  const lines = [
    'gcloud --project acme-prod-123 compute instances list --limit=5',
    'gcloud compute --project=acme-prod-123 instances list --limit=5',
    'gcloud compute instances --project=acme-prod-123 list --limit 5',
    'gcloud compute instances list --limit 5 --project acme-prod-123',
  ];
  const [first, ...rest] = lines.map((line) => clearedOf(line).canonical);
  t.equal(first, 'gcloud compute instances list --format=json --limit=5 --project=acme-prod-123 --quiet');
  t.same(rest, [first, first, first]);
  t.equal(codeOf('gcloud --limit 5 compute instances list'), '4/flag-before-path');
  t.equal(codeOf('gcloud --limit=5 compute instances list'), '4/flag-before-path');
  t.equal(codeOf('gcloud --frobnicate compute instances list'), '4/unknown-flag');
  t.equal(codeOf('gcloud --frobnicate x compute instances list'), '4/unknown-flag');
  t.equal(codeOf('gcloud --frobnicate'), '3/missing-subcommand');
  t.equal(codeOf('gcloud --frobnicate compute instances delete'), '3/missing-subcommand');
  t.equal(codeOf('kubectl -n checkout get pods'), 'clear');
});

test('a release track belongs to the operations that say so', async (t) => {
  t.equal(clearedOf('gcloud beta projects list').canonical, 'gcloud beta projects list --format=json --quiet');
  t.equal(codeOf('gcloud alpha projects list'), '3/unknown-track');
  t.equal(codeOf('gcloud things list --all'), '3/unknown-track');
  t.equal(codeOf('gcloud alpha things list --all'), 'clear');
  t.equal(codeOf('gcloud alpha beta projects list'), '3/unknown-subcommand');
  t.equal(codeOf('aws beta ec2 describe-volumes'), '3/unknown-subcommand');
  t.equal(wireRefusal(refusalOf('gcloud alpha projects list')).hint, 'listed in: ga, beta');
});

test('a switch, its opposite and a repeated flag', async (t) => {
  t.equal(codeOf('aws ec2 describe-instances --no-dry-run'), 'clear');
  t.equal(codeOf('aws ec2 describe-instances --dry-run --no-dry-run'), '4/repeated-flag');
  t.equal(codeOf('aws ec2 describe-instances --no-dry-run --dry-run'), '4/repeated-flag');
  t.equal(codeOf('aws ec2 describe-instances --dry-run --dry-run'), '4/repeated-flag');
  t.equal(codeOf('aws ec2 describe-instances --dry-run=true'), '4/unexpected-value');
  t.equal(codeOf('gcloud alpha things list'), '4/missing-flag');
  t.equal(codeOf('gcloud alpha things list --no-all'), '4/unknown-flag');
  t.equal(clearedOf('kubectl get pods --show-labels').argv[3], '--show-labels=true');
  t.equal(clearedOf('kubectl get pods --show-labels=false').argv[3], '--show-labels=false');
  t.equal(codeOf('kubectl get pods --show-labels=0'), '5/bad-value');
});

test('short names stand for long ones, and share a dash only where the program lets them', async (t) => {
  t.equal(clearedOf('az vm list -g rg -o table').canonical, 'az vm list --output=table --resource-group=rg');
  t.equal(codeOf('az vm list -g rg --resource-group other'), '4/repeated-flag');
  t.equal(codeOf('az vm list -grg'), '4/unknown-flag');
  t.same(clearedOf('gsutil ls -lh gs://b/p/').argv, ['gsutil', 'ls', '-h', '-l', 'gs://b/p/']);
  t.same(clearedOf('gsutil ls -p acme gs://b/p/').argv, ['gsutil', 'ls', '-p', 'acme', 'gs://b/p/']);
  t.equal(codeOf('gsutil ls -lp gs://b/p/'), '4/unknown-flag', 'a letter with a value is in no cluster');
  t.equal(codeOf('gsutil ls -lx gs://b/p/'), '4/unknown-flag');
  t.equal(codeOf('kubectl get pods -An'), '4/unknown-flag');
  t.equal(codeOf('gsutil ls gs://b/p/ -l'), '4/misplaced-argument');
});

test('several loose words', async (t) => {
  t.same(clearedOf('gcloud things show a b').argv.slice(3, 5), ['a', 'b']);
  t.equal(codeOf('gcloud things show'), 'clear');
  t.equal(codeOf('gcloud projects describe'), '4/missing-flag');
  t.equal(codeOf('gcloud projects describe a b'), '5/extra-argument');
  t.equal(codeOf('gcloud compute instances list a'), '5/extra-argument');
  t.equal(codeOf('gcloud projects describe -- a'), '4/double-dash');
});

test('words of which there may be more stand in one place', async (t) => {
  t.equal(codeOf('gcloud things show --quiet a b'), 'clear');
  t.equal(codeOf('gcloud things show a b --quiet'), 'clear');
  t.equal(codeOf('gcloud things show a --quiet b'), '4/misplaced-argument');
});

test('SQL: one bounded query, with a cap on what it may bill', async (t) => {
  const select = `'SELECT SUM(cost) FROM p.d.t WHERE _PARTITIONDATE >= "2026-03-01"'`;
  const cleared = clearedOf(`bq query --use_legacy_sql=false ${select}`);
  t.same(cleared.added, ['--format=json', '--headless=true', '--maximum_bytes_billed=100000000000']);
  t.equal(cleared.argv.at(-1), 'SELECT SUM(cost) FROM p.d.t WHERE _PARTITIONDATE >= "2026-03-01"');
  const code = (rest: string): string => codeOf(`bq query --use_legacy_sql=false ${rest}`);
  t.equal(code(`--maximum_bytes_billed=1000000 ${select}`), 'clear');
  t.equal(code(`--maximum_bytes_billed=100000000001 ${select}`), '7/too-much');
  t.equal(code(`'SELECT SUM(cost) FROM p.d.t'`), '7/unbounded');
  t.equal(code(`'DROP TABLE p.d.t'`), '6/sql-statement');
  t.equal(code(`'SELECT EXTERNAL_QUERY("c", "SELECT 1")'`), '6/sql-function');
  t.equal(code(`''`), '5/bad-value');
  t.equal(code(`'-- x'`), '4/unknown-flag', 'a quoted dash is a dash');
  t.equal(
    code(`--parameter=lo:DATE:2026-03-01 --parameter hi:DATE:2026-03-02 'SELECT 1 FROM p.d.t WHERE _PARTITIONDATE BETWEEN @lo AND @hi'`),
    'clear',
  );
  const poor = (microUsd: number): unknown => {
    const verdict = judge(`bq query --use_legacy_sql=false ${select}`, FIXTURE, { microUsd });
    return verdict.ok ? verdict.value.added.at(-1) : verdict.error.code;
  };
  t.equal(poor(62_500), '--maximum_bytes_billed=10995116277', 'a hundredth of the price of a tebibyte');
  t.equal(poor(60), '--maximum_bytes_billed=10555311', 'the least that is billed');
  t.same([0, -1, Number.NaN, 59].map(poor), new Array(4).fill('over-budget'));
});

test('a paid call fetches one page, and only while there is money', async (t) => {
  const paid = 'aws ce get-cost-and-usage --time-period Start=2026-03-01,End=2026-04-01 --granularity DAILY';
  t.same(clearedOf(paid).added, ['--output=json', '--no-paginate']);
  t.same(clearedOf(`${paid} --no-paginate --output text`).added, []);
  t.same(clearedOf('aws ec2 describe-volumes').added, ['--output=json']);
  const codes = [Number.NaN, -1, 0, 9_999].map((microUsd) => {
    const verdict = judge(paid, FIXTURE, { microUsd });
    return verdict.ok ? undefined : verdict.error.code;
  });
  t.same(codes, new Array(4).fill('over-budget'));
  t.ok(judge(paid, FIXTURE, { microUsd: 10_000 }).ok);
  t.ok(judge('aws ec2 describe-volumes', FIXTURE, { microUsd: Number.NaN }).ok, 'what is free needs no money');
});

test('the canonical text quotes what any shell would look at', async (t) => {
  t.equal(
    canonicalText(['a', '', '=b', 'a=b', "it's", 'a b', '~', '--x=~', '$x', '-']),
    String.raw`a '' '=b' a=b 'it'\''s' 'a b' '~' '--x=~' '$x' -`,
  );
});

test('every named shape admits its own example and nothing unprintable or of another alphabet', async (t) => {
  for (const name of SHAPE_NAMES) {
    const { example, expects, parse } = NAMED[name];
    const text = example.replace(/^'|'$/g, '');
    t.equal(parse(text)?.text, text, `${name} admits ${text}`);
    t.ok(expects.length > 3);
    const bad = [`${text}\0`, `\u200b${text}`, `${text}\u00a0`];
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
  for (let day = -700_000; day < 400_000; day += 97) {
    const written = new Date(day * DAY_MILLISECONDS).toISOString();
    if (!/^\d{4}-/.test(written)) continue;
    if (secondsAt(written.slice(0, 10)) !== epoch + day * 86_400) t.fail(written);
  }
  t.equal(secondsAt('2026-03-26T12:34:56Z'), epoch + Date.UTC(2026, 2, 26, 12, 34, 56) / 1_000);
  const never = ['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-01', '2026-01-00', '2026-1-1', '2026-01-01T24:00:00Z'];
  t.same(never.map(secondsAt), new Array(never.length).fill(undefined));
});

test('a hint names what is near, and never repeats the line', async (t) => {
  const hint = (line: string): string => wireRefusal(refusalOf(line)).hint;
  t.match(hint('gcloud compute instance list'), /^listed and near: gcloud compute instances list/);
  t.match(hint('gcloud compute'), /^listed and near: gcloud compute instances list/);
  t.match(hint('gcloud compute instances list --lim=5'), /^listed and near: --limit/);
  t.match(hint('aws ec2 describe-volumes --region here'), /^--region takes an AWS region, such as us-east-1$/);
  t.equal(hint('gcloud projects describe'), 'needs a name, such as orders-primary');
  t.equal(hint('aws ec2 describe-instances --instance-ids'), 'needs an instance id; several are allowed, such as i-0a1b2c3d4e5f60718');
  t.equal(hint('gcloud alpha things list'), 'needs the flag itself');
  t.match(hint('aws ec2 describe-instances --corner 1'), /at least 2 of them/);
  t.match(hint('aws ec2 describe-instances --filters x'), /a structure of Name, Values; several are allowed/);
  t.match(hint('aws ec2 describe-instances --tags x'), /pairs of text and text/);
  t.match(hint('aws ce get-cost-and-usage --granularity x'), /one of DAILY, MONTHLY/);
  const secret = 'zzsecretzz';
  for (const line of [secret, `gcloud ${secret}`, `gcloud projects list --${secret}`, `gcloud compute instances list --project=/${secret}`])
    t.notMatch(hint(line), secret, line);
  t.equal(wireRefusal(refusalOf('gcloud projects list', policyOf([]))).hint, 'no operation of this program is listed');
});

test('the most similar names come first', async (t) => {
  const names = similarAmong(['list', 'delete', 'lists', 'describe-instances'], 1);
  t.same(names.to('lsts'), ['lists']);
  t.same(names.to('describe-instance'), ['describe-instances']);
  t.same(names.to('x'.repeat(200)), []);
  t.same(similarAmong([], 3).to('x'), []);
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

test('a path that is the beginning of another is still a path', async (t) => {
  t.equal(codeOf('gcloud things list all show'), 'clear');
  t.equal(codeOf('gcloud alpha things list --all'), 'clear');
  t.equal(codeOf('gcloud alpha things list all'), '3/missing-subcommand', 'a value is never taken for a word of a path');
  t.equal(codeOf('gcloud alpha things list all none'), '3/unknown-subcommand');
});
