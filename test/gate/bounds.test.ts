// What every bound asks of a line: what is missing, what is too much, what is in the wrong order, and beside each the line that is fine.
// On a small pack whose commands have the real names, so that a line reads as it would be proposed.

import { test } from 'tap';
import { BOUND_WORDS, judge } from '../../src/gate/index.js';
import { BOUNDS, type Bound } from '../../src/policy/rule.js';
import { PLENTY, policyOf } from './policies.js';

const TEXT = { match: '[ -~]+', size: [1, 300], of: 'text', example: 'web' };

const SHAPES = [
  'instant',
  { count: [0, 10_000_000] },
  'duration',
  TEXT,
  { list: 5, most: 9 },
  { fields: { Name: 3, Values: 6 } },
  { list: 3, most: 9 },
  { list: 8, most: 9 },
  { fields: { Id: 3, Period: 1, MetricStat: 9 } },
  { fields: { Period: 1 } },
  'date-period',
  { fields: { Start: 3, End: 3, StartDate: 3, EndDate: 3 } },
  { map: [3, 3], most: 9 },
];

const RANGE = { '--start-time': 0, '--end-time': 0 };
const WORDS = [{ name: 'WORDS', kind: 3, optional: true, many: true }];

function pack(binary: string, commands: Readonly<Record<string, unknown>>): unknown {
  return { schema: 1, binary, group: '*', shapes: SHAPES, commands };
}

const POLICY = policyOf([
  pack('aws', {
    'athena list-query-executions': { flags: { '--max-items': 1 }, bound: 'count-list' },
    'ce get-cost-and-usage': { flags: { '--time-period': 10 }, bound: 'cost-period' },
    'ce get-dimension-values': { flags: { '--time-period': 11 }, bound: 'cost-period' },
    'ce get-tags': { flags: { '--time-period': 3 }, bound: 'cost-period' },
    'ce list-spans': { flags: { '--time-period': 6 }, bound: 'cost-period' },
    'billing list-usage': { flags: { '--start-date': 0, '--end-date': 0, '--date-interval': 11 }, bound: 'cost-period' },
    'cloudtrail lookup-events': { flags: { ...RANGE, '--max-items': 1, '--max-results': 1 }, bound: 'event-lookup' },
    'cloudwatch get-metric-data': { flags: { ...RANGE, '--metric-data-queries': 7 }, bound: 'metric-points' },
    'cloudwatch list-metric-data': { flags: { ...RANGE, '--metric-data-queries': 6 }, bound: 'metric-points' },
    'cloudwatch show-metric-data': { flags: { ...RANGE, '--metric-data-queries': 8 }, bound: 'metric-points' },
    'cloudwatch get-metric-statistics': { flags: { ...RANGE, '--period': 1 }, bound: 'metric-points' },
    'ec2 describe-images': {
      flags: { '--owners': 6, '--image-ids': 6, '--filters': 4 },
      bound: 'image-list',
    },
    'ec2 describe-snapshots': { flags: { '--filters': 6 }, bound: 'image-list' },
    'ec2 describe-import-images': { flags: { '--filters': 12 }, bound: 'image-list' },
    'logs filter-log-events': {
      flags: { ...RANGE, '--limit': 1, '--max-items': 1 },
      bound: 'log-events',
    },
    'dynamodb batch-get-item': { flags: { '--page-size': 1 } },
    'dynamodb batch-delete-item': { flags: { '--page-size': 1 } },
    'logs tail': { flags: { '--since': 3 }, positionals: WORDS, bound: 'log-tail' },
    'logs show': { flags: { '--since': 2 }, positionals: WORDS, bound: 'log-tail' },
    'logs search': { flags: { '--since': 1 }, positionals: WORDS, bound: 'log-tail' },
    's3 ls': { flags: { '--recursive': 'switch', '--page-size': 1 }, positionals: WORDS, bound: 'object-list' },
    's3api list-objects-v2': { flags: { '--max-items': 1, '--max-keys': 1 }, bound: 'object-list' },
  }),
  pack('gcloud', {
    'logging read': {
      flags: { '--limit': 1, '--freshness': 2, '--order': 3 },
      positionals: WORDS,
      bound: 'log-read',
    },
    'run services logs read': {
      flags: { ...RANGE, '--limit': 1, '--freshness': 2 },
      positionals: WORDS,
      bound: 'log-read',
    },
    'storage ls': { flags: { '--recursive': 'switch', '-r': 'switch' }, positionals: WORDS, bound: 'object-list' },
    'storage du': { flags: {}, positionals: WORDS, bound: 'object-list' },
    'storage objects list': { flags: { '--limit': 1 }, positionals: WORDS, bound: 'object-list' },
  }),
  pack('bq', { head: { flags: { '--max_rows': 1 }, positionals: WORDS, bound: 'head-rows' } }),
  pack('kubectl', {
    logs: { flags: { '--tail': 1, '--since': 2, '--previous': 'toggle' }, positionals: WORDS, bound: 'pod-logs' },
  }),
  pack('az', {
    'monitor activity-log list': { flags: { ...RANGE, '--max-events': 1 }, bound: 'event-lookup' },
    'monitor metrics list': { flags: { ...RANGE, '--interval': 3 }, bound: 'metric-points' },
    'monitor metrics show': { flags: { ...RANGE, '--interval': 2 }, bound: 'metric-points' },
  }),
]);

type Outcome = 'clear' | `${'unbounded' | 'too-much'} ${string}`;
type Lines = readonly (readonly [line: string, outcome: Outcome])[];

function outcomeOf(line: string): string {
  const verdict = judge(line, POLICY, PLENTY);
  if (verdict.ok) return 'clear';
  const { layer, code, part } = verdict.error;
  return layer === 7 ? `${code} ${part.text}` : `layer ${String(layer)}: ${code}`;
}

const FROM = '--start-time 2026-03-01T00:00:00Z';
const DAY = `${FROM} --end-time 2026-03-02T00:00:00Z`;
const EMPTY = `${FROM} --end-time 2026-03-01T00:00:00Z`;
const BACKWARDS = `${FROM} --end-time 2026-02-01T00:00:00Z`;
const YEARS = '--start-time 2024-01-01 --end-time 2026-03-01';

const athena = 'aws athena list-query-executions';
const images = 'aws ec2 describe-images';
const objects = 'aws s3api list-objects-v2';
const filter = 'aws logs filter-log-events';
const lookup = 'aws cloudtrail lookup-events';
const activity = 'az monitor activity-log list';
const read = 'gcloud logging read';
const service = 'gcloud run services logs read';
const statistics = `aws cloudwatch get-metric-statistics`;
const data = `aws cloudwatch get-metric-data`;
const usage = 'aws billing list-usage';

/** Complete by its type: a bound without lines does not compile. The lines of `sql` are those of the corpus. */
const LINES: Readonly<Record<Exclude<Bound, 'sql'>, Lines>> = {
  'count-list': [
    [athena, 'unbounded --max-items'],
    [`${athena} --max-items 10000`, 'clear'],
    [`${athena} --max-items 10001`, 'too-much --max-items'],
    [`${athena} --no-paginate`, 'clear'],
  ],
  'head-rows': [
    ['bq head p:d.t', 'unbounded --max_rows'],
    ['bq head --max_rows=1000 p:d.t', 'clear'],
    ['bq head --max_rows=1001 p:d.t', 'too-much --max_rows'],
  ],
  'image-list': [
    [images, 'unbounded --owners'],
    [`${images} --owners self`, 'clear'],
    [`${images} --image-ids ami-1`, 'clear'],
    [`${images} --filters Name=tag:team,Values=data`, 'clear'],
    [`${images} --filters Name=state,Values=available Name=name,Values=web`, 'clear'],
    [`${images} --filters Name=state,Values=available`, 'unbounded --owners'],
    [`${images} --filters Values=available`, 'unbounded --owners'],
    [`aws ec2 describe-snapshots --filters '["name"]'`, 'unbounded --owners'],
    ['aws ec2 describe-import-images --filters Name=name', 'unbounded --owners'],
  ],
  'object-list': [
    ['aws s3 ls', 'clear'],
    ['aws s3 ls s3://b', 'clear'],
    ['aws s3 ls s3://b --recursive', 'unbounded URL'],
    ['aws s3 ls --recursive', 'unbounded URL'],
    ['aws s3 ls s3://b/events/ --recursive', 'clear'],
    ['aws s3 ls s3://b/events/ --page-size 100', 'clear'],
    ['aws s3 ls s3://b/events/ --page-size 99', 'too-much --page-size'],
    [`gcloud storage ls 'gs://b/*/x'`, 'unbounded URL'],
    ['gcloud storage ls gs://b/x -r', 'clear'],
    ['gcloud storage ls gs://b/x gs://b -r', 'unbounded URL'],
    ['gcloud storage du gs://b', 'unbounded URL'],
    ['gcloud storage du gs://b/x', 'clear'],
    ['gcloud storage objects list gs://b', 'unbounded --max-items'],
    [`gcloud storage objects list 'gs://b/**' --limit=10000`, 'clear'],
    ['gcloud storage objects list gs://b --limit=10001', 'too-much --limit'],
    [objects, 'unbounded --max-items'],
    [`${objects} --max-items 10000`, 'clear'],
    [`${objects} --max-items 10001`, 'too-much --max-items'],
    [`${objects} --max-keys 100`, 'unbounded --max-items'],
    [`${objects} --max-keys 100 --no-paginate`, 'clear'],
  ],
  'event-lookup': [
    [lookup, 'unbounded --start-time'],
    [`${lookup} ${FROM}`, 'unbounded --end-time'],
    [`${lookup} ${DAY}`, 'unbounded --max-items'],
    [`${lookup} ${DAY} --max-results 50`, 'unbounded --max-items'],
    [`${lookup} ${DAY} --no-paginate`, 'clear'],
    [`${lookup} ${DAY} --max-items 1000`, 'clear'],
    [`${lookup} ${DAY} --max-items 1001`, 'too-much --max-items'],
    [`${lookup} ${BACKWARDS} --max-items 10`, 'unbounded --end-time'],
    [`${lookup} ${EMPTY} --max-items 10`, 'unbounded --end-time'],
    [`${lookup} ${YEARS} --max-items 10`, 'too-much --start-time'],
    [`${activity} ${DAY}`, 'unbounded --max-items'],
    [`${activity} ${DAY} --max-events 10`, 'clear'],
  ],
  'log-events': [
    [filter, 'unbounded --start-time'],
    [`${filter} ${FROM}`, 'unbounded --end-time'],
    [`${filter} ${DAY}`, 'unbounded --limit'],
    [`${filter} ${DAY} --limit 10000`, 'clear'],
    [`${filter} ${DAY} --max-items 10000`, 'clear'],
    [`${filter} ${DAY} --limit 10001`, 'too-much --limit'],
    [`${filter} ${BACKWARDS} --limit 10`, 'unbounded --end-time'],
    [`${filter} ${FROM} --end-time 2026-03-08T00:00:00Z --limit 10`, 'clear'],
    [`${filter} ${FROM} --end-time 2026-03-08T00:00:01Z --limit 10`, 'too-much --start-time'],
    [`${filter} --start-time 1774483 --end-time 1774484 --limit 10`, 'too-much --start-time'],
  ],
  'log-tail': [
    ['aws logs tail g', 'unbounded --since'],
    ['aws logs tail g --since yesterday', 'unbounded --since'],
    ['aws logs tail g --since 24h', 'clear'],
    ['aws logs tail g --since 25h', 'too-much --since'],
    ['aws logs show g --since 1d', 'clear'],
    ['aws logs show g --since 2d', 'too-much --since'],
    ['aws logs search g --since 5', 'unbounded --since'],
  ],
  'pod-logs': [
    ['kubectl logs web', 'unbounded --tail'],
    ['kubectl logs web --tail=5000', 'clear'],
    ['kubectl logs web --tail=5001', 'too-much --tail'],
    ['kubectl logs web --tail=0', 'too-much --tail'],
    ['kubectl logs web --since=24h', 'clear'],
    ['kubectl logs web --since=25h', 'too-much --since'],
    ['kubectl logs web --since=1h --previous', 'too-much --since'],
    ['kubectl logs web --since=1h --previous=false', 'clear'],
    ['kubectl logs web --tail=5 --previous', 'clear'],
  ],
  'log-read': [
    [read, 'unbounded --limit'],
    [`${read} --limit=1001`, 'too-much --limit'],
    [`${read} --limit=1000`, 'unbounded --freshness'],
    [`${read} --limit=1000 --freshness=31d`, 'clear'],
    [`${read} --limit=1000 --freshness=32d`, 'too-much --freshness'],
    [`${read} severity=ERROR --limit=5 --freshness=1d`, 'clear'],
    [`${read} 'severity=ERROR OR a=b' --limit=5 --freshness=1d`, 'unbounded --freshness'],
    [`${read} --limit=5 --freshness=1d --order=desc`, 'clear'],
    [`${read} --limit=5 --freshness=1d --order=asc`, 'too-much --order'],
    [`${read} 'timestamp>="2026-03-01"' --limit=5`, 'clear'],
    [`${read} 'timestamp>="2020-03-01"' --limit=5`, 'too-much timestamp'],
    [`${read} 'timestamp<="2026-03-01"' --limit=5 --freshness=1d`, 'unbounded --freshness'],
    [`${read} 'timestamp>="2020-03-01" timestamp<"2020-03-05"' --limit=5`, 'clear'],
    [`${read} 'timestamp>="2026-03-05" timestamp<"2026-03-01"' --limit=5`, 'too-much timestamp'],
    [`${read} 'timestamp>="2026-01-01" timestamp<"2026-03-01"' --limit=5`, 'too-much timestamp'],
    [`${service} --limit=5 ${FROM}`, 'clear'],
    [`${service} --limit=5 ${DAY}`, 'clear'],
    [`${service} --limit=5 ${BACKWARDS}`, 'too-much --start-time'],
    [`${service} --limit=5 ${YEARS}`, 'too-much --start-time'],
    [`${service} --limit=5 --start-time=2020-01-01`, 'too-much --start-time'],
  ],
  'metric-points': [
    [statistics, 'unbounded --start-time'],
    [`${statistics} ${FROM}`, 'unbounded --end-time'],
    [`${statistics} ${DAY}`, 'unbounded --period'],
    [`${statistics} ${DAY} --period 60`, 'clear'],
    [`${statistics} ${DAY} --period 59`, 'too-much --period'],
    [`${statistics} ${DAY} --period 0`, 'too-much --period'],
    [`${statistics} ${BACKWARDS} --period 60`, 'unbounded --end-time'],
    [`${statistics} ${YEARS} --period 86400`, 'too-much --start-time'],
    [`${data} ${DAY} --metric-data-queries 'Id=a,MetricStat={Period=60}'`, 'clear'],
    [`${data} ${DAY} --metric-data-queries Id=a,Period=60`, 'clear'],
    [`${data} ${DAY} --metric-data-queries Id=a`, 'clear'],
    [`${data} ${DAY} --metric-data-queries 'Id=a,MetricStat={Period=0}'`, 'too-much --metric-data-queries'],
    [`${data} ${DAY} --metric-data-queries Id=a,Period=1 Id=b,Period=1`, 'too-much --metric-data-queries'],
    [`aws cloudwatch list-metric-data ${DAY} --metric-data-queries '["a"]'`, 'too-much --metric-data-queries'],
    [`aws cloudwatch show-metric-data ${DAY} --metric-data-queries Id=a,Period=60`, 'clear'],
    [`aws cloudwatch show-metric-data ${DAY} --metric-data-queries Id=a,Period=0`, 'too-much --metric-data-queries'],
    [`az monitor metrics list ${DAY}`, 'unbounded --period'],
    [`az monitor metrics list ${DAY} --interval soon`, 'unbounded --period'],
    [`az monitor metrics list ${DAY} --interval PT1M`, 'clear'],
    [`az monitor metrics list ${DAY} --interval PT1H`, 'clear'],
    [`az monitor metrics list ${DAY} --interval P1D`, 'clear'],
    [`az monitor metrics list ${DAY} --interval 1h`, 'clear'],
    [`az monitor metrics list ${DAY} --interval 59s`, 'too-much --interval'],
    [`az monitor metrics show ${DAY} --interval 1h`, 'clear'],
    [`az monitor metrics show ${DAY} --interval 59s`, 'too-much --interval'],
  ],
  'cost-period': [
    ['aws ce get-cost-and-usage', 'unbounded --time-period'],
    ['aws ce get-cost-and-usage --time-period Start=2026-03-01,End=2026-04-01', 'clear'],
    ['aws ce get-cost-and-usage --time-period Start=2024-03-01,End=2026-04-01', 'too-much --time-period'],
    ['aws ce get-dimension-values --time-period Start=2026-03-01,End=2026-04-01', 'clear'],
    ['aws ce get-dimension-values --time-period StartDate=2026-03-01,EndDate=2026-04-01', 'clear'],
    ['aws ce get-dimension-values --time-period Start=2026-04-01,End=2026-03-01', 'unbounded --time-period'],
    ['aws ce get-dimension-values --time-period Start=2026-04-01,End=2026-04-01', 'unbounded --time-period'],
    ['aws ce get-dimension-values --time-period Start=2026-04-01', 'unbounded --time-period'],
    ['aws ce get-dimension-values --time-period End=2026-04-01', 'unbounded --time-period'],
    ['aws ce get-dimension-values --time-period Start=2024-03-01,End=2026-04-01', 'too-much --time-period'],
    ['aws ce get-tags --time-period march', 'unbounded --time-period'],
    [`aws ce list-spans --time-period '["2026-03-01"]'`, 'unbounded --time-period'],
    [`${usage} --date-interval StartDate=2026-03-01,EndDate=2026-04-01`, 'clear'],
    [`${usage} --start-date 2026-03-01 --end-date 2026-04-01`, 'clear'],
    [`${usage} --start-date 2026-03-01`, 'unbounded --time-period'],
    [`${usage} --start-date 2026-03-01 --end-date 2026-02-01`, 'unbounded --end-date'],
    [`${usage} --start-date 2024-03-01 --end-date 2026-02-01`, 'too-much --start-date'],
  ],
};

for (const [bound, lines] of Object.entries(LINES)) {
  test(`a line is bounded by ${bound}, or refused by the seventh layer for what is missing or too much`, (t) => {
    t.same(
      lines.map(([line]) => [line, outcomeOf(line)]),
      lines,
    );
    t.ok(lines.some(([, outcome]) => outcome === 'clear') && lines.some(([, outcome]) => outcome !== 'clear'));
    t.end();
  });
}

test('a page has a least size, whatever bounds the list', (t) => {
  t.equal(outcomeOf('aws dynamodb batch-get-item --page-size 10'), 'clear');
  t.equal(outcomeOf('aws dynamodb batch-get-item --page-size 9'), 'too-much --page-size');
  t.equal(outcomeOf('aws dynamodb batch-delete-item --page-size 10'), 'layer 6: mutating-word', 'the verb stands behind `batch`');
  t.end();
});

test('every bound is told in words', (t) => {
  t.same(Object.keys(BOUND_WORDS).sort(), [...BOUNDS].sort());
  t.end();
});
