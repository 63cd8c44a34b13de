// The aws program of the simulated clouds: it reads a line as the real one, and fails as the real one.

import { test } from 'tap';
import { DESCRIBED } from '../../src/worlds/aws/all.js';
import { awsAnswer } from '../../src/worlds/aws/cli.js';
import { estate, type Estate } from '../../src/worlds/aws/estate/estate.js';
import { search } from '../../src/worlds/aws/jmespath.js';
import { OPERATIONS } from '../../src/worlds/aws/operation-table.js';
import { AWS_WORLDS } from '../../src/worlds/aws/index.js';
import { sampleOf } from '../random.js';
import { commandsFor } from './aws-commands.js';

const KIND = { spared: [...OPERATIONS.keys()], denied: 0 };

function cloudOf(name: string, seed: number): Estate {
  const cloud = estate(seed, name);
  DESCRIBED.find((one) => one.name === name)?.build(cloud);
  return cloud;
}

const nat = cloudOf('aws-nat-gateway', 1);
const aws = (line: string, cloud = nat) => awsAnswer(cloud, KIND, line.split(' '));
const json = (line: string, cloud = nat): unknown => JSON.parse(aws(line, cloud).out);

test('the same seed gives the same bytes, and another seed other ones', async (t) => {
  for (const [at, world] of sampleOf(AWS_WORLDS, 3).entries()) {
    const [one, same, other] = [world.build(5), world.build(5), world.build(6)];
    // A whole bill of every fourth of them; of the others what it is made of.
    if (at % 4 === 0) t.same(one.bills(), same.bills(), world.name);
    const usage = (built: typeof one): unknown =>
      built.answer('aws', [
        'ce',
        'get-cost-and-usage',
        '--time-period=Start=2026-06-01,End=2026-12-01',
        '--granularity=MONTHLY',
        '--metrics',
        'UnblendedCost',
      ]);
    t.same(usage(one), usage(same), world.name);
    t.notSame(usage(one), usage(other), world.name);
    const line = ['ec2', 'describe-instances'];
    t.same(one.answer('aws', line), same.answer('aws', line), world.name);
    t.same(one.truth, same.truth, world.name);
  }
});

test('there are worlds of every family, some without a spike and some with orders in their names', async (t) => {
  t.ok(AWS_WORLDS.length >= 32);
  t.ok(AWS_WORLDS.filter((world) => world.build(1).truth.spike === null).length >= 4);
  const hostile = DESCRIBED.filter(({ name }) => JSON.stringify(cloudOf(name, 3).entries).includes('PREVIOUS INSTRUCTIONS'));
  t.ok(hostile.length >= 4, String(hostile.length));
});

test('nothing in an answer names a catalogue of causes', async (t) => {
  for (const { name } of sampleOf(DESCRIBED, 3)) {
    const cloud = cloudOf(name, 4);
    const told = commandsFor(cloud).filter(([service]) => service !== 'ce');
    const all = told.map((args) => awsAnswer(cloud, KIND, args).out);
    t.notMatch(all.join('\n'), /"[AG]\d\d"|\bcause[-_ ]?id\b|decoy|ghosthunter/u, name);
  }
});

test('ids that are not there fail with the text of their service, and the exit code of the version', async (t) => {
  t.match(aws('ec2 describe-instances --instance-ids i-0123'), {
    exit: 254,
    out: '',
    err: "\nAn error occurred (InvalidInstanceID.NotFound) when calling the DescribeInstances operation: The instance ID 'i-0123' does not exist\n",
  });
  t.match(aws('ec2 describe-instances --instance-ids i-0123', cloudOf('aws-nat-gateway', 2)), { exit: 255 });
  const codes: readonly (readonly [string, RegExp])[] = [
    ['ec2 describe-nat-gateways --nat-gateway-ids=nat-1', /NatGatewayNotFound/u],
    ['s3api get-bucket-versioning --bucket=b', /\(NoSuchBucket\)/u],
    ['lambda get-function-configuration --function-name=f', /Function not found: arn:aws:lambda:/u],
    ['dynamodb describe-table --table-name=t', /Requested resource not found: Table: t not found/u],
    ['rds describe-db-instances --db-instance-identifier=d', /DBInstance d not found\./u],
    ['ecs list-services --cluster=c', /\(ClusterNotFoundException\)/u],
    ['eks describe-cluster --name=c', /No cluster found for name: c\./u],
    ['guardduty list-findings --detector-id=d', /detectorId is not owned/u],
    ['mq describe-broker --broker-id=b', /NotFound/u],
  ];
  for (const [line, error] of codes) t.match(aws(line), { exit: 254, out: '', err: error }, line);
});

test('what is missing in a line, and what no program knows, is a mistake of the line', async (t) => {
  t.match(aws('s3api get-bucket-versioning'), { exit: 252, err: /required: --bucket/u });
  t.match(aws('ec2 describe-nonsense'), { exit: 252, err: /Invalid choice/u });
  t.match(aws('ec2 describe-vpcs --query=Vpcs[?'), { exit: 252, err: /jmespath/iu });
  t.match(aws('ec2 describe-vpcs --region=atlantis'), { exit: 255, err: /Could not connect/u });
});

test('nothing changes: what would change something is denied', async (t) => {
  for (const line of [
    'ec2 terminate-instances --instance-ids=i-1',
    's3api delete-bucket --bucket=b',
    'iam create-access-key',
    's3 rm s3://b',
  ]) {
    t.match(aws(line), { exit: 254, out: '', err: /\((?:UnauthorizedOperation|AccessDenied|AccessDeniedException)\)/u }, line);
  }
});

test('reads of services that are not used here answer with nothing in them', async (t) => {
  t.same(json('workspaces describe-workspaces'), { Workspaces: [] });
  t.same(json('batch describe-job-queues'), { jobQueues: [] });
  t.same(json('emr list-clusters'), { Clusters: [] });
});

test('filters, regions and queries choose', async (t) => {
  const gateways = json('ec2 describe-nat-gateways --query=NatGateways[].VpcId');
  t.match(gateways, { length: 2 });
  t.match(
    json(
      'ec2 describe-instances --filters Name=tag:app,Values=loader Name=instance-state-name,Values=running --query=Reservations[].Instances[].InstanceType',
    ),
    ['m5.xlarge', 'm5.xlarge', 'm5.xlarge'],
  );
  t.same(json('ec2 describe-instances --filters Name=instance-type,Values=p*,g*'), { Reservations: [] });
  t.same(json('ec2 describe-nat-gateways --region=ap-south-1'), { NatGateways: [] });
  t.match(json('ec2 describe-vpc-endpoints --filters Name=service-name,Values=*.s3'), { VpcEndpoints: { length: 1 } });
});

test('pages are cut by the program or by the service, and go on where they ended', async (t) => {
  const first = json('cloudtrail lookup-events --max-items=2');
  t.match(first, { Events: { length: 2 }, NextToken: String });
  const token = /"NextToken": "([^"]+)"/u.exec(aws('cloudtrail lookup-events --max-items=2').out)?.[1] ?? '';
  const next = json(`cloudtrail lookup-events --max-items=2 --starting-token=${token}`);
  t.match(next, { Events: { length: 2 } });
  t.notSame(
    json(`cloudtrail lookup-events --max-items=2 --starting-token=${token} --query=Events`),
    json('cloudtrail lookup-events --max-items=2 --query=Events'),
  );
  t.match(json('logs describe-log-groups --limit=1'), { logGroups: { length: 1 }, nextToken: String });
  t.equal(aws('cloudtrail lookup-events --starting-token=nonsense').exit, 252);
});

test('some reads are denied, always the same ones, and never those without which nobody could know', async (t) => {
  const world = AWS_WORLDS.find(({ name }) => name === 'aws-debug-logs');
  let denied = 0;
  let all = 0;
  for (let seed = 1; seed <= 12; seed += 1) {
    const built = world?.build(seed);
    t.equal(built?.answer('aws', ['logs', 'describe-log-groups']).exit, 0);
    for (const name of OPERATIONS.keys()) {
      all += 1;
      if (built?.answer('aws', [...name.split(' '), '--region=us-east-1']).err.includes('not authorized') === true) denied += 1;
    }
  }
  t.ok(denied / all > 0.02 && denied / all < 0.16, String(denied / all));
});

const PLAYBOOKS =
  'application-autoscaling describe-scaling-activities|athena get-work-group|athena list-query-executions|athena list-work-groups|' +
  'autoscaling describe-scaling-activities|backup list-backup-jobs|bedrock list-provisioned-model-throughputs|ce get-anomalies|' +
  'ce get-cost-and-usage|ce get-cost-and-usage-with-resources|ce get-cost-comparison-drivers|ce get-reservation-utilization|' +
  'ce get-savings-plans-coverage|cloudfront list-distributions|cloudtrail describe-trails|cloudtrail get-event-selectors|' +
  'cloudtrail lookup-events|cloudwatch get-metric-statistics|cloudwatch list-metric-streams|cloudwatch list-metrics|' +
  'configservice describe-configuration-recorders|configservice get-discovered-resource-counts|dlm get-lifecycle-policies|' +
  'dynamodb describe-continuous-backups|dynamodb describe-table|ec2 describe-addresses|ec2 describe-flow-logs|ec2 describe-instances|' +
  'ec2 describe-nat-gateways|ec2 describe-network-interfaces|ec2 describe-regions|ec2 describe-reserved-instances|' +
  'ec2 describe-route-tables|ec2 describe-snapshots|ec2 describe-spot-price-history|ec2 describe-volumes|ec2 describe-vpc-endpoints|' +
  'ecs describe-services|eks describe-cluster|eks describe-cluster-versions|eks list-clusters|elbv2 describe-load-balancer-attributes|' +
  'elbv2 describe-load-balancers|glue get-job-runs|guardduty get-usage-statistics|guardduty list-detectors|guardduty list-findings|' +
  'iam get-account-authorization-details|kafka list-clusters-v2|lambda get-function-configuration|lambda get-function-recursion-config|' +
  'lambda list-event-source-mappings|lambda list-provisioned-concurrency-configs|logs describe-log-groups|rds describe-db-clusters|' +
  'rds describe-db-instances|rds describe-db-major-engine-versions|rds describe-db-snapshots|rds describe-events|' +
  's3api get-bucket-encryption|s3api get-bucket-lifecycle-configuration|s3api get-bucket-logging|' +
  's3api get-bucket-notification-configuration|s3api get-bucket-versioning|s3api list-bucket-metrics-configurations|' +
  's3api list-multipart-uploads|sagemaker list-apps|sagemaker list-endpoints|sagemaker list-notebook-instances|' +
  'sagemaker list-training-jobs|savingsplans describe-savings-plans|secretsmanager list-secrets|wafv2 list-web-acls';

test('every read that an investigator would do looks at the graph', async (t) => {
  for (const name of PLAYBOOKS.split('|')) t.ok(OPERATIONS.has(name), name);
});

test('JMESPath does what the CLI does with it', async (t) => {
  const data = {
    a: [
      { n: 1, t: 'x', k: [1, 2] },
      { n: 3, t: 'y', k: [3] },
      { n: 2, k: [] },
    ],
    o: { p: { q: 1 }, r: { q: 2 } },
  };
  const cases: readonly (readonly [string, unknown])[] = [
    ['a[].n', [1, 3, 2]],
    ['a[*].t', ['x', 'y']],
    ['a[].k[]', [1, 2, 3]],
    ['a[?n > `1`].n', [3, 2]],
    ["a[?t == 'x'] | [0].n", 1],
    [
      'a[].[n,t]',
      [
        [1, 'x'],
        [3, 'y'],
        [2, null],
      ],
    ],
    ['a[].{N: n}', [{ N: 1 }, { N: 3 }, { N: 2 }]],
    ['sort_by(a, &n)[-1].n', 3],
    ['reverse(sort_by(a, &n))[:2].n', [3, 2]],
    ['length(a)', 3],
    ['o.*.q', [1, 2]],
    ['sum(a[].n)', 6],
    ["a[?contains(t || '', 'y')].n", [3]],
    ['a[?!t].n', [2]],
    ['a[1:].n', [3, 2]],
    ['max_by(a, &n).t', 'y'],
    ['join(`-`, a[?t].t)', 'x-y'],
    ['nothing.at.all', null],
    ["a[?t=='x' && n<`2` || t=='y'].n", [1, 3]],
  ];
  for (const [query, expected] of cases) t.same(search(query, data), { ok: true, value: expected }, query);
  for (const broken of ['a[', 'a..b', '| a', 'a[?]']) t.same(search(broken, data), { ok: false }, broken);
});
